"""Settings of an organization in the back office."""
