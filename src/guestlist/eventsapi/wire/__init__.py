"""The wire: what the Events API sends and takes, under its own names. No framework, no database."""
