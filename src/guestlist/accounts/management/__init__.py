"""Commands about users, for `guestlist manage`."""
