"""Web applications in the back office: their form, tokens, and the doctor."""
