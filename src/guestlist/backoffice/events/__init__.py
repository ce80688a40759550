"""The events of the back office: list, form, going live, preview, and what saves time."""
