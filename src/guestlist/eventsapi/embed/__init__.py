"""The embedded registration form and button: a script for other people's pages."""
