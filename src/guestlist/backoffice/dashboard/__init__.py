"""The dashboard: what is going on, and what needs attention."""
