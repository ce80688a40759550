"""The embedded registration form: a script for other people's pages."""
