"""The pages behind a personal link: people see and change their own registration, without an account."""
