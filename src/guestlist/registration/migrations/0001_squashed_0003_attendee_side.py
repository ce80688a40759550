# All that the migrations below came to, in one step: a new installation takes a third of the time.
# One that has some of them already goes on with those.

import django.db.models.deletion
import guestlist.clock
import guestlist.ids
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    replaces = [
        ("registration", "0001_initial"),
        ("registration", "0002_registration_log"),
        ("registration", "0003_attendee_side"),
    ]

    initial = True

    dependencies = [
        ("catalog", "0001_initial"),
        ("organizations", "0001_initial"),
        ("people", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="PersonalLink",
            fields=[
                ("registration_id", models.UUIDField(editable=False, primary_key=True, serialize=False)),
                ("version", models.PositiveIntegerField(default=0)),
            ],
            options={
                "verbose_name": "personal link",
                "verbose_name_plural": "personal links",
            },
        ),
        migrations.CreateModel(
            name="UsedCaptcha",
            fields=[
                ("key", models.CharField(max_length=64, primary_key=True, serialize=False)),
                ("used_at", models.DateTimeField(db_index=True, default=guestlist.clock.now)),
            ],
            options={
                "verbose_name": "used captcha",
                "verbose_name_plural": "used captchas",
            },
        ),
        migrations.CreateModel(
            name="Consent",
            fields=[
                (
                    "id",
                    models.UUIDField(default=guestlist.ids.new_id, editable=False, primary_key=True, serialize=False),
                ),
                ("registration_id", models.UUIDField(db_index=True)),
                ("text", models.TextField(verbose_name="text")),
                ("at", models.DateTimeField(default=guestlist.clock.now, verbose_name="agreed at")),
                (
                    "event",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="consents", to="catalog.event"
                    ),
                ),
            ],
            options={
                "verbose_name": "consent",
                "verbose_name_plural": "consents",
                "ordering": ["at", "id"],
            },
        ),
        migrations.CreateModel(
            name="Purchase",
            fields=[
                (
                    "id",
                    models.UUIDField(default=guestlist.ids.new_id, editable=False, primary_key=True, serialize=False),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("open", "open"),
                            ("completed", "completed"),
                            ("cancelled", "cancelled"),
                            ("expired", "expired"),
                        ],
                        max_length=10,
                        verbose_name="status",
                    ),
                ),
                ("created_at", models.DateTimeField(default=guestlist.clock.now)),
                ("expires_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                ("total_minor", models.BigIntegerField()),
                ("currency", models.CharField(max_length=3)),
                ("captcha", models.JSONField(blank=True, null=True)),
                ("redirect_url", models.TextField(blank=True)),
                (
                    "event",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="purchases", to="catalog.event"
                    ),
                ),
                (
                    "registered_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="people.contact",
                    ),
                ),
            ],
            options={
                "verbose_name": "purchase",
                "verbose_name_plural": "purchases",
            },
        ),
        migrations.CreateModel(
            name="PurchaseAttendee",
            fields=[
                ("id", models.UUIDField(editable=False, primary_key=True, serialize=False)),
                ("position", models.PositiveIntegerField()),
                ("price_minor", models.BigIntegerField()),
                ("first_name", models.CharField(max_length=500)),
                ("last_name", models.CharField(max_length=500)),
                ("email", models.CharField(max_length=500)),
                ("answers", models.JSONField(default=list)),
                ("language", models.CharField(blank=True, max_length=10)),
                (
                    "event_pass",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="purchase_attendees",
                        to="catalog.pass",
                    ),
                ),
                (
                    "purchase",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="attendees",
                        to="registration.purchase",
                    ),
                ),
            ],
            options={
                "verbose_name": "purchase attendee",
                "verbose_name_plural": "purchase attendees",
                "ordering": ["position"],
            },
        ),
        migrations.CreateModel(
            name="PurchaseSession",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("waitlisted", models.BooleanField(default=False)),
                (
                    "attendee",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="sessions",
                        to="registration.purchaseattendee",
                    ),
                ),
                (
                    "session",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="catalog.session"
                    ),
                ),
            ],
            options={
                "verbose_name": "purchase session",
                "verbose_name_plural": "purchase sessions",
            },
        ),
        migrations.CreateModel(
            name="Registration",
            fields=[
                (
                    "id",
                    models.UUIDField(default=guestlist.ids.new_id, editable=False, primary_key=True, serialize=False),
                ),
                ("first_name", models.CharField(max_length=500, verbose_name="first name")),
                ("last_name", models.CharField(max_length=500, verbose_name="last name")),
                ("email", models.CharField(max_length=500, verbose_name="e-mail")),
                ("public_id", models.CharField(max_length=100, unique=True, verbose_name="registration id")),
                ("language", models.CharField(blank=True, max_length=10, verbose_name="language")),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("registered", "Registered"),
                            ("checked_in", "Checked in"),
                            ("cancelled", "Cancelled"),
                        ],
                        max_length=12,
                        verbose_name="status",
                    ),
                ),
                ("created_at", models.DateTimeField(default=guestlist.clock.now, verbose_name="registered at")),
                ("cancelled_at", models.DateTimeField(blank=True, null=True, verbose_name="cancelled at")),
                ("erased_at", models.DateTimeField(blank=True, null=True, verbose_name="erased at")),
                (
                    "contact",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="registrations", to="people.contact"
                    ),
                ),
                (
                    "event",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="registrations", to="catalog.event"
                    ),
                ),
                (
                    "purchase",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="registrations",
                        to="registration.purchase",
                    ),
                ),
                (
                    "registered_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="people.contact",
                    ),
                ),
            ],
            options={
                "verbose_name": "registration",
                "verbose_name_plural": "registrations",
            },
        ),
        migrations.CreateModel(
            name="CheckIn",
            fields=[
                (
                    "id",
                    models.UUIDField(default=guestlist.ids.new_id, editable=False, primary_key=True, serialize=False),
                ),
                ("at", models.DateTimeField(default=guestlist.clock.now, verbose_name="checked in at")),
                ("undone_at", models.DateTimeField(blank=True, null=True, verbose_name="taken back at")),
                (
                    "by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="by",
                    ),
                ),
                (
                    "session",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="check_ins",
                        to="catalog.session",
                        verbose_name="session",
                    ),
                ),
                (
                    "registration",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="check_ins",
                        to="registration.registration",
                        verbose_name="registration",
                    ),
                ),
            ],
            options={
                "verbose_name": "check-in",
                "verbose_name_plural": "check-ins",
                "ordering": ["at", "id"],
            },
        ),
        migrations.CreateModel(
            name="AttendeePass",
            fields=[
                (
                    "id",
                    models.UUIDField(default=guestlist.ids.new_id, editable=False, primary_key=True, serialize=False),
                ),
                ("public_id", models.CharField(max_length=100, unique=True)),
                ("is_active", models.BooleanField(default=True, verbose_name="active")),
                ("created_at", models.DateTimeField(default=guestlist.clock.now)),
                (
                    "event_pass",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="attendee_passes", to="catalog.pass"
                    ),
                ),
                (
                    "registration",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="attendee_passes",
                        to="registration.registration",
                    ),
                ),
            ],
            options={
                "verbose_name": "attendee pass",
                "verbose_name_plural": "attendee passes",
            },
        ),
        migrations.CreateModel(
            name="RegistrationLogEntry",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("registration_id", models.UUIDField(db_index=True)),
                ("waitlist_item_id", models.UUIDField(blank=True, null=True)),
                (
                    "what",
                    models.CharField(
                        choices=[
                            ("registered_by_hand", "Registered by hand"),
                            ("overbooked", "Overbooked"),
                            ("cancelled", "Cancelled"),
                            ("session_added", "Session added"),
                            ("session_moved", "Moved to another session"),
                            ("session_cancelled", "Session cancelled"),
                            ("pass_moved", "Moved to another pass"),
                            ("details_changed", "Details changed"),
                            ("invited", "Invited from the waitlist"),
                            ("promoted", "Registered from the waitlist"),
                            ("removed_from_waitlist", "Removed from the waitlist"),
                            ("payment_confirmed", "Payment confirmed"),
                            ("purchase_cancelled", "Purchase cancelled"),
                            ("offer_lapsed", "Offer not taken up in time"),
                            ("checked_in", "Checked in"),
                            ("check_in_undone", "Check-in taken back"),
                            ("link_replaced", "Personal link replaced"),
                            ("erased", "Personal data erased"),
                        ],
                        max_length=30,
                        verbose_name="what",
                    ),
                ),
                (
                    "by",
                    models.CharField(
                        choices=[
                            ("staff", "Staff"),
                            ("import", "Import"),
                            ("attendee", "Attendee"),
                            ("waitlist", "Waitlist"),
                            ("system", "System"),
                        ],
                        max_length=10,
                        verbose_name="by",
                    ),
                ),
                ("user_name", models.CharField(blank=True, max_length=500, verbose_name="user")),
                ("at", models.DateTimeField(default=guestlist.clock.now, verbose_name="at")),
                ("details", models.JSONField(blank=True, default=dict)),
                (
                    "event",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="registration_log", to="catalog.event"
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "log entry",
                "verbose_name_plural": "log entries",
                "ordering": ["-at", "-id"],
            },
        ),
        migrations.CreateModel(
            name="Response",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("given_id", models.TextField()),
                ("value", models.TextField(verbose_name="answer")),
                ("chosen", models.JSONField(blank=True, null=True)),
                (
                    "field",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="responses",
                        to="catalog.customregistrationfield",
                    ),
                ),
                (
                    "registration",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="responses",
                        to="registration.registration",
                    ),
                ),
            ],
            options={
                "verbose_name": "response",
                "verbose_name_plural": "responses",
            },
        ),
        migrations.CreateModel(
            name="SessionRegistration",
            fields=[
                (
                    "id",
                    models.UUIDField(default=guestlist.ids.new_id, editable=False, primary_key=True, serialize=False),
                ),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("registered", "Registered"),
                            ("checked_in", "Checked in"),
                            ("cancelled", "Cancelled"),
                        ],
                        max_length=12,
                        verbose_name="status",
                    ),
                ),
                ("created_at", models.DateTimeField(default=guestlist.clock.now, verbose_name="registered at")),
                ("cancelled_at", models.DateTimeField(blank=True, null=True, verbose_name="cancelled at")),
                (
                    "registration",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="session_registrations",
                        to="registration.registration",
                    ),
                ),
                (
                    "session",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="session_registrations",
                        to="catalog.session",
                    ),
                ),
            ],
            options={
                "verbose_name": "session registration",
                "verbose_name_plural": "session registrations",
            },
        ),
        migrations.CreateModel(
            name="WaitlistItem",
            fields=[
                (
                    "id",
                    models.UUIDField(default=guestlist.ids.new_id, editable=False, primary_key=True, serialize=False),
                ),
                ("registration_id", models.UUIDField(db_index=True)),
                ("first_name", models.CharField(max_length=500, verbose_name="first name")),
                ("last_name", models.CharField(max_length=500, verbose_name="last name")),
                ("email", models.CharField(max_length=500, verbose_name="e-mail")),
                ("answers", models.JSONField(default=list)),
                ("auto_register", models.BooleanField(default=False, verbose_name="register automatically")),
                ("invited", models.BooleanField(default=False, verbose_name="invited")),
                ("offered_until", models.DateTimeField(blank=True, null=True, verbose_name="offered until")),
                ("paying_until", models.DateTimeField(blank=True, null=True)),
                ("party_id", models.UUIDField(blank=True, null=True)),
                ("language", models.CharField(blank=True, max_length=10, verbose_name="language")),
                ("on_hold", models.BooleanField(default=False, verbose_name="on hold")),
                ("sequence", models.BigIntegerField()),
                ("created_at", models.DateTimeField(default=guestlist.clock.now, verbose_name="waiting since")),
                (
                    "added_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="people.contact",
                    ),
                ),
                (
                    "contact",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="waitlist_items", to="people.contact"
                    ),
                ),
                (
                    "event",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="waitlist_items", to="catalog.event"
                    ),
                ),
                (
                    "session",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="waitlist_items",
                        to="catalog.session",
                    ),
                ),
            ],
            options={
                "verbose_name": "waitlist item",
                "verbose_name_plural": "waitlist items",
                "ordering": ["sequence"],
            },
        ),
        migrations.CreateModel(
            name="IdempotencyKey",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.CharField(max_length=255)),
                ("body_digest", models.CharField(max_length=64)),
                ("answer", models.JSONField()),
                ("created_at", models.DateTimeField(db_index=True, default=guestlist.clock.now)),
                (
                    "event",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="catalog.event"
                    ),
                ),
                (
                    "web_application",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="organizations.webapplication"
                    ),
                ),
            ],
            options={
                "verbose_name": "idempotency key",
                "verbose_name_plural": "idempotency keys",
                "constraints": [
                    models.UniqueConstraint(fields=("web_application", "event", "key"), name="idempotency_key_unique")
                ],
            },
        ),
        migrations.AddIndex(
            model_name="purchase",
            index=models.Index(
                condition=models.Q(("status", "open")), fields=["event", "expires_at"], name="purchase_open"
            ),
        ),
        migrations.AddIndex(
            model_name="purchase",
            index=models.Index(
                condition=models.Q(("status", "open")), fields=["expires_at"], name="purchase_open_expiry"
            ),
        ),
        migrations.AddConstraint(
            model_name="purchase",
            constraint=models.CheckConstraint(
                condition=models.Q(("status__in", ["open", "completed", "cancelled", "expired"])),
                name="purchase_status_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="purchase",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("ended_at__isnull", True), ("status", "open")),
                    models.Q(models.Q(("status", "open"), _negated=True), ("ended_at__isnull", False)),
                    _connector="OR",
                ),
                name="purchase_ended_at_iff_ended",
            ),
        ),
        migrations.AddConstraint(
            model_name="purchase",
            constraint=models.CheckConstraint(
                condition=models.Q(("total_minor__gte", 0)), name="purchase_total_not_negative"
            ),
        ),
        migrations.AddConstraint(
            model_name="purchaseattendee",
            constraint=models.UniqueConstraint(
                fields=("purchase", "position"), name="purchase_attendee_position_unique"
            ),
        ),
        migrations.AddConstraint(
            model_name="purchasesession",
            constraint=models.UniqueConstraint(fields=("attendee", "session"), name="purchase_session_once"),
        ),
        migrations.AddIndex(
            model_name="registration",
            index=models.Index(fields=["event", "status"], name="registration_event_status"),
        ),
        migrations.AddConstraint(
            model_name="registration",
            constraint=models.CheckConstraint(
                condition=models.Q(("status__in", ["registered", "checked_in", "cancelled"])),
                name="registration_status_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="registration",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("cancelled_at__isnull", False), ("status", "cancelled")),
                    models.Q(models.Q(("status", "cancelled"), _negated=True), ("cancelled_at__isnull", True)),
                    _connector="OR",
                ),
                name="registration_cancelled_at_iff_cancelled",
            ),
        ),
        migrations.AddConstraint(
            model_name="checkin",
            constraint=models.UniqueConstraint(
                condition=models.Q(("session__isnull", True), ("undone_at__isnull", True)),
                fields=("registration",),
                name="check_in_once_at_event",
            ),
        ),
        migrations.AddConstraint(
            model_name="checkin",
            constraint=models.UniqueConstraint(
                condition=models.Q(("session__isnull", False), ("undone_at__isnull", True)),
                fields=("registration", "session"),
                name="check_in_once_at_session",
            ),
        ),
        migrations.AddIndex(
            model_name="attendeepass",
            index=models.Index(fields=["event_pass", "is_active"], name="attendee_pass_pass_active"),
        ),
        migrations.AddConstraint(
            model_name="attendeepass",
            constraint=models.UniqueConstraint(
                condition=models.Q(("is_active", True)),
                fields=("registration",),
                name="attendee_pass_one_per_registration",
            ),
        ),
        migrations.AddIndex(
            model_name="registrationlogentry",
            index=models.Index(fields=["event", "at"], name="registration_log_event_at"),
        ),
        migrations.AddConstraint(
            model_name="response",
            constraint=models.UniqueConstraint(fields=("registration", "field"), name="response_once_per_field"),
        ),
        migrations.AddIndex(
            model_name="sessionregistration",
            index=models.Index(fields=["session", "status"], name="session_registration_status"),
        ),
        migrations.AddConstraint(
            model_name="sessionregistration",
            constraint=models.UniqueConstraint(
                condition=models.Q(("status", "cancelled"), _negated=True),
                fields=("registration", "session"),
                name="session_registration_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="sessionregistration",
            constraint=models.CheckConstraint(
                condition=models.Q(("status__in", ["registered", "checked_in", "cancelled"])),
                name="session_registration_status_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="sessionregistration",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("cancelled_at__isnull", False), ("status", "cancelled")),
                    models.Q(models.Q(("status", "cancelled"), _negated=True), ("cancelled_at__isnull", True)),
                    _connector="OR",
                ),
                name="session_registration_cancelled_at_iff_cancelled",
            ),
        ),
        migrations.AddIndex(
            model_name="waitlistitem",
            index=models.Index(
                condition=models.Q(("offered_until__isnull", False)),
                fields=["event", "offered_until"],
                name="waitlist_item_offered",
            ),
        ),
        migrations.AddIndex(
            model_name="waitlistitem",
            index=models.Index(
                condition=models.Q(("offered_until__isnull", False)),
                fields=["offered_until"],
                name="waitlist_item_offer_expiry",
            ),
        ),
        migrations.AddConstraint(
            model_name="waitlistitem",
            constraint=models.UniqueConstraint(fields=("event", "sequence"), name="waitlist_item_sequence_unique"),
        ),
        migrations.AddConstraint(
            model_name="waitlistitem",
            constraint=models.CheckConstraint(
                condition=models.Q(("on_hold", False), ("session__isnull", False), _connector="OR"),
                name="waitlist_item_on_hold_is_session",
            ),
        ),
        migrations.AddConstraint(
            model_name="waitlistitem",
            constraint=models.CheckConstraint(
                condition=models.Q(("offered_until__isnull", True), ("invited", True), _connector="OR"),
                name="waitlist_item_offered_is_invited",
            ),
        ),
    ]
