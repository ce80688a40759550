"""The attendees of an event as a table: written for a spreadsheet, read from one."""
