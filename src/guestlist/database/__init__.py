"""How Guestlist uses its database: one for everything, with one way to write and one to read."""
