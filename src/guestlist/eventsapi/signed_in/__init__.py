"""What the Events API tells and does for users who signed in."""
