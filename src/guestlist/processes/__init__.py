"""The processes of an installation: the server with its workers, and the task process."""
