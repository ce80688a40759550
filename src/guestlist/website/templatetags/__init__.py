"""What the website's templates may call."""
