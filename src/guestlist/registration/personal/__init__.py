"""What people see and change of their own registrations, by a personal link or signed in."""
