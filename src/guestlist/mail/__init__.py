"""Mails to attendees: what they say, when, and how they leave."""
