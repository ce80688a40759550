"""Contacts: people across events."""
