"""The command line: one module for each noun; app.py picks up every one that has a `register(app)`."""
