"""Upper bounds. Everything that can grow has one here, with its unit in its name."""

from typing import Final

# Requests (contract 2.7, appendix D)
BODY_BYTES_MAX: Final = 1024 * 1024
# A larger body is still read to its end, so that the client sees the 413 and not a broken connection.
BODY_DRAIN_BYTES_MAX: Final = 16 * 1024 * 1024
# A larger body is parsed beside the event loop, which it would hold for too long.
BODY_PARSED_AT_ONCE_BYTES_MAX: Final = 64 * 1024
ATTENDEES_PER_REQUEST_MAX: Final = 50
RESPONSES_PER_ATTENDEE_MAX: Final = 1000
VALUES_PER_RESPONSE_MAX: Final = 1000
SESSIONS_PER_ATTENDEE_MAX: Final = 1000
IDEMPOTENCY_KEY_LENGTH_MAX: Final = 255
IDEMPOTENCY_KEY_KEPT_SECONDS: Final = 24 * 3600

# Forms of the back office, with a picture or a table
UPLOAD_BYTES_MAX: Final = 12 * 1024 * 1024

# Registration (contract 5)
ATTENDEE_NAME_LENGTH_MAX: Final = 50
ATTENDEE_EMAIL_LENGTH_MAX: Final = 100
TEXT_ANSWER_LENGTH_MAX: Final = 4000
CAPACITY_MAX: Final = 50_000
PURCHASE_TIMEOUT_MINUTES_DEFAULT: Final = 50
PURCHASE_TIMEOUT_MINUTES_MAX: Final = 7 * 24 * 60

# Texts (design, "Rules that hold everywhere")
NAME_LENGTH_MAX: Final = 500
TEXT_LENGTH_MAX: Final = 100_000

# Recurring events (contract 10)
OCCURRENCES_MAX: Final = 150
OFFER_HOURS_MAX: Final = 30 * 24
REMINDER_HOURS_MAX: Final = 30 * 24
RETENTION_DAYS_MAX: Final = 36_500
CAPTCHA_SECONDS: Final = 20 * 60
# Longer than any captcha lives, also by the clock of a node that is late.
USED_CAPTCHA_KEPT_SECONDS: Final = 2 * CAPTCHA_SECONDS
CHECK_IN_BEFORE_START_MINUTES_MAX: Final = 120
# How old a check-in may be that a phone tells of when it finds the network again.
CHECK_IN_LATE_HOURS_MAX: Final = 7 * 24
# In one call of a phone.
CHECK_INS_SENT_MAX: Final = 200

# Registrar (design, "Writing")
INBOX_LENGTH_MAX: Final = 4096
BATCH_SIZE_MAX: Final = 128
REQUEST_WAIT_SECONDS_MAX: Final = 30.0

# Snapshots (design, "Reading")
SNAPSHOT_BYTES_MAX: Final = 64 * 1024 * 1024
JOURNAL_KEPT_SECONDS: Final = 3600
JOURNAL_POLL_SECONDS: Final = 0.2
COUNT_LAG_SECONDS_MAX: Final = 0.5

# Outbox (design, "After the commit")
OUTBOX_LEASE_SECONDS: Final = 60
OUTBOX_ATTEMPTS_MAX: Final = 10
DELIVERED_KEPT_SECONDS: Final = 30 * 24 * 3600
UNDELIVERED_KEPT_SECONDS: Final = 30 * 24 * 3600

# Mail
MAIL_ANSWER_SECONDS_MAX: Final = 10
MAIL_AGE_SECONDS_MAX: Final = 24 * 3600
MAIL_SUBJECT_LENGTH_MAX: Final = 200
MAIL_TEXT_LENGTH_MAX: Final = 10_000
ANNOUNCED_AFTER_SECONDS: Final = 10 * 60

# Pictures (design, "Rules that hold everywhere")
PICTURE_BYTES_MAX: Final = 10 * 1024 * 1024
PICTURE_PIXELS_MAX: Final = 25_000_000
PORTRAIT_EDGE_PIXELS_MAX: Final = 512
BANNER_EDGE_PIXELS_MAX: Final = 2560

# Calendar files (contract 8)
CALENDAR_ENTRIES_MAX: Final = 50
CALENDAR_VALUE_LENGTH_MAX: Final = 1000
CALENDAR_DATA_BYTES_MAX: Final = 64 * 1024
# Contents with their wildcards filled, of all entries together.
CALENDAR_CONTENTS_LENGTH_MAX: Final = 4 * 1024 * 1024
