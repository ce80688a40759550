"""The agenda of an event as a calendar of one day, by room."""
