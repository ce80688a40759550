"""Signing in on the website: the pages of attendee accounts, what is someone's own, and the provider's endpoints."""
