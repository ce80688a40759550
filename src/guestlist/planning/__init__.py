"""What saves time: copies of events, templates, and recurring events."""
