"""What people agreed to, what is known of them, and how it is forgotten."""
