"""Signing people in: tokens of OpenID Connect providers, and Guestlist's own accounts for attendees."""
