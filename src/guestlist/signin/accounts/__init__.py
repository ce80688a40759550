"""Guestlist's own attendee accounts, and the OpenID Connect provider that signs people in with them."""
