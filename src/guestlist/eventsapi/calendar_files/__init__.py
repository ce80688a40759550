"""`calendar/personal/ics`: calendar files for links in e-mails (contract 8)."""
