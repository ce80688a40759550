"""Pages about mails: what they say, which were sent, and what is about to be told."""
