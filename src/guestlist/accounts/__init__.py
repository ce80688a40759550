"""Who may sign in to Guestlist itself."""
