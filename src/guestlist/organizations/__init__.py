"""Organizations, their web applications, and the journal of visible changes."""
