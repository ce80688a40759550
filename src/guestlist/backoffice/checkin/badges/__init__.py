"""Badges: labels as PDF, with the name large and the code of the registration."""
