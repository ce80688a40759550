"""Commands about contacts, for `guestlist manage`."""
