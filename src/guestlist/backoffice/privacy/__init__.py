"""Personal data: what is held of whom, for how long, and how it is handed out or erased. Owners alone."""
