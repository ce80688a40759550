# All that the migrations below came to, in one step: a new installation takes a third of the time.
# One that has some of them already goes on with those.

import django.db.models.deletion
import django.db.models.functions.text
import guestlist.catalog.models.fields
import guestlist.clock
import guestlist.ids
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    replaces = [
        ("catalog", "0001_initial"),
        ("catalog", "0002_series_team_and_calendar_contents"),
        ("catalog", "0003_plainer_labels"),
        ("catalog", "0004_attendee_side"),
    ]

    initial = True

    dependencies = [
        ("organizations", "0001_initial"),
        ("people", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Layout",
            fields=[
                (
                    "id",
                    models.UUIDField(default=guestlist.ids.new_id, editable=False, primary_key=True, serialize=False),
                ),
                ("is_active", models.BooleanField(default=True, verbose_name="active")),
                ("custom_columns", models.JSONField(blank=True, default=dict, verbose_name="custom columns")),
                ("source", models.JSONField(blank=True, editable=False, null=True)),
                (
                    "created_at",
                    models.DateTimeField(default=guestlist.clock.now, editable=False, verbose_name="created at"),
                ),
                ("name", models.CharField(max_length=500, verbose_name="name")),
                ("capacity", models.PositiveIntegerField(blank=True, null=True, verbose_name="capacity")),
                ("disabled_access", models.BooleanField(default=False, verbose_name="step-free access")),
            ],
            options={
                "verbose_name": "layout",
                "verbose_name_plural": "layouts",
                "ordering": ["name", "id"],
            },
        ),
        migrations.CreateModel(
            name="Building",
            fields=[
                (
                    "id",
                    models.UUIDField(default=guestlist.ids.new_id, editable=False, primary_key=True, serialize=False),
                ),
                ("is_active", models.BooleanField(default=True, verbose_name="active")),
                ("custom_columns", models.JSONField(blank=True, default=dict, verbose_name="custom columns")),
                ("source", models.JSONField(blank=True, editable=False, null=True)),
                (
                    "created_at",
                    models.DateTimeField(default=guestlist.clock.now, editable=False, verbose_name="created at"),
                ),
                ("name", models.CharField(max_length=500, verbose_name="name")),
                ("description", models.TextField(blank=True, verbose_name="description")),
                ("additional_facilities", models.TextField(blank=True, verbose_name="additional facilities")),
                ("address_line1", models.CharField(blank=True, max_length=500, verbose_name="address line 1")),
                ("address_line2", models.CharField(blank=True, max_length=500, verbose_name="address line 2")),
                ("address_line3", models.CharField(blank=True, max_length=500, verbose_name="address line 3")),
                ("city", models.CharField(blank=True, max_length=500, verbose_name="city")),
                ("state_province", models.CharField(blank=True, max_length=500, verbose_name="state or province")),
                ("postal_code", models.CharField(blank=True, max_length=500, verbose_name="postal code")),
                ("country", models.CharField(blank=True, max_length=500, verbose_name="country")),
                ("telephone1", models.CharField(blank=True, max_length=500, verbose_name="telephone")),
                ("telephone2", models.CharField(blank=True, max_length=500, verbose_name="second telephone")),
                ("telephone3", models.CharField(blank=True, max_length=500, verbose_name="third telephone")),
                ("email", models.CharField(blank=True, max_length=500, verbose_name="e-mail")),
                ("website", models.CharField(blank=True, max_length=500, verbose_name="website")),
                ("accessible_toilets", models.BooleanField(default=False, verbose_name="accessible toilets")),
                ("disabled_access", models.BooleanField(default=False, verbose_name="step-free access")),
                ("disabled_parking", models.BooleanField(default=False, verbose_name="accessible parking")),
                ("public_telephone_available", models.BooleanField(default=False, verbose_name="public telephone")),
                ("wifi_available", models.BooleanField(default=False, verbose_name="Wi-Fi")),
                ("wifi_ssid", models.CharField(blank=True, max_length=500, verbose_name="Wi-Fi network")),
                ("wifi_password", models.CharField(blank=True, max_length=500, verbose_name="Wi-Fi password")),
                ("publishes_wifi", models.BooleanField(default=False, verbose_name="publish Wi-Fi details")),
                (
                    "organization",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="buildings",
                        to="organizations.organization",
                    ),
                ),
            ],
            options={
                "verbose_name": "building",
                "verbose_name_plural": "buildings",
                "ordering": ["name", "id"],
            },
        ),
        migrations.CreateModel(
            name="CustomRegistrationField",
            fields=[
                (
                    "id",
                    models.UUIDField(default=guestlist.ids.new_id, editable=False, primary_key=True, serialize=False),
                ),
                ("is_active", models.BooleanField(default=True, verbose_name="active")),
                ("custom_columns", models.JSONField(blank=True, default=dict, verbose_name="custom columns")),
                ("source", models.JSONField(blank=True, editable=False, null=True)),
                (
                    "created_at",
                    models.DateTimeField(default=guestlist.clock.now, editable=False, verbose_name="created at"),
                ),
                ("text", models.CharField(max_length=500, verbose_name="label")),
                ("logical_name", models.CharField(blank=True, max_length=100, verbose_name="logical name")),
                (
                    "field_type",
                    models.IntegerField(
                        choices=[
                            (100000000, "Simple text"),
                            (100000001, "Boolean"),
                            (100000002, "Multiple choice"),
                            (100000003, "Single choice"),
                        ],
                        default=100000000,
                        verbose_name="type",
                    ),
                ),
                ("is_required", models.BooleanField(default=False, verbose_name="required")),
                ("choices", models.TextField(blank=True, verbose_name="choices")),
                (
                    "organization",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="custom_registration_fields",
                        to="organizations.organization",
                    ),
                ),
            ],
            options={
                "verbose_name": "custom registration field",
                "verbose_name_plural": "custom registration fields",
                "ordering": ["text", "id"],
            },
        ),
        migrations.CreateModel(
            name="Event",
            fields=[
                (
                    "id",
                    models.UUIDField(default=guestlist.ids.new_id, editable=False, primary_key=True, serialize=False),
                ),
                ("is_active", models.BooleanField(default=True, verbose_name="active")),
                ("custom_columns", models.JSONField(blank=True, default=dict, verbose_name="custom columns")),
                ("source", models.JSONField(blank=True, editable=False, null=True)),
                (
                    "created_at",
                    models.DateTimeField(default=guestlist.clock.now, editable=False, verbose_name="created at"),
                ),
                ("readable_event_id", models.CharField(max_length=500, verbose_name="readable event id")),
                ("readable_event_key", models.CharField(editable=False, max_length=500)),
                ("name", models.CharField(max_length=500, verbose_name="name")),
                ("description", models.TextField(blank=True, verbose_name="description")),
                ("description_html", models.TextField(blank=True, verbose_name="description with markup")),
                ("calendar_html", models.TextField(blank=True, verbose_name="calendar content with markup")),
                ("calendar_text", models.TextField(blank=True, verbose_name="calendar content")),
                (
                    "event_type",
                    models.IntegerField(
                        blank=True,
                        choices=[
                            (100000001, "Executive briefing"),
                            (100000002, "Conference"),
                            (100000003, "Demonstration"),
                            (100000004, "Training"),
                            (100000005, "Webcast"),
                        ],
                        null=True,
                        verbose_name="type",
                    ),
                ),
                (
                    "event_format",
                    models.IntegerField(
                        blank=True,
                        choices=[(100000001, "On site"), (100000002, "Webinar"), (100000003, "Hybrid")],
                        default=100000001,
                        null=True,
                        verbose_name="format",
                    ),
                ),
                (
                    "language",
                    models.IntegerField(
                        blank=True,
                        choices=[
                            (100000000, "English"),
                            (100000001, "French"),
                            (100000002, "German"),
                            (100000003, "Spanish"),
                            (100000004, "Italian"),
                            (100000005, "Russian"),
                            (100000006, "Dutch"),
                            (100000007, "Turkish"),
                            (100000008, "Portuguese"),
                            (100000009, "Chinese (Simplified)"),
                            (100000010, "Japanese"),
                            (100000011, "Korean"),
                            (100000012, "Hebrew"),
                            (100000013, "Chinese (Traditional)"),
                        ],
                        null=True,
                        verbose_name="language",
                    ),
                ),
                (
                    "publish_status",
                    models.IntegerField(
                        choices=[
                            (100000000, "Draft"),
                            (100000001, "Ready to go live"),
                            (100000002, "In progress"),
                            (100000003, "Live"),
                            (100000004, "Cancelled"),
                            (100000005, "Going live"),
                        ],
                        default=100000000,
                        verbose_name="publish status",
                    ),
                ),
                (
                    "style",
                    models.CharField(
                        choices=[("outbound", "Outbound"), ("real_time", "Real-time")],
                        default="outbound",
                        max_length=10,
                        verbose_name="style",
                    ),
                ),
                ("time_zone", models.CharField(max_length=64, verbose_name="time zone")),
                ("starts_at", models.DateTimeField(verbose_name="start")),
                ("ends_at", models.DateTimeField(verbose_name="end")),
                ("capacity", models.PositiveIntegerField(blank=True, null=True, verbose_name="capacity")),
                ("shows_waitlist", models.BooleanField(default=False, verbose_name="waitlist")),
                (
                    "auto_registers_waitlist",
                    models.BooleanField(default=True, verbose_name="register waiting people automatically"),
                ),
                (
                    "offers_auto_register_choice",
                    models.BooleanField(default=False, verbose_name="visitors may choose automatic registration"),
                ),
                ("invitations_per_slot", models.PositiveIntegerField(default=1, verbose_name="invitations per place")),
                ("allows_custom_agenda", models.BooleanField(default=False, verbose_name="visitors choose sessions")),
                ("one_session_only", models.BooleanField(default=False, verbose_name="one session only")),
                ("session_required", models.BooleanField(default=False, verbose_name="a session is required")),
                (
                    "allows_anonymous_registrations",
                    models.BooleanField(default=True, verbose_name="registration without sign-in"),
                ),
                (
                    "allows_multi_attendee",
                    models.BooleanField(default=True, verbose_name="several attendees in one registration"),
                ),
                ("needs_captcha", models.BooleanField(default=False, verbose_name="captcha")),
                ("registration_form", models.TextField(blank=True, verbose_name="registration form snippet")),
                (
                    "registration_opens_at",
                    models.DateTimeField(blank=True, null=True, verbose_name="registration opens"),
                ),
                ("has_registration_end", models.BooleanField(default=False, verbose_name="registration ends")),
                ("registration_ends_at", models.DateTimeField(blank=True, null=True, verbose_name="registration end")),
                ("website_message", models.TextField(blank=True, verbose_name="message once closed")),
                ("public_event_url", models.CharField(blank=True, max_length=2000, verbose_name="public address")),
                ("image", models.CharField(blank=True, max_length=200, verbose_name="image")),
                (
                    "offer_hours",
                    models.PositiveSmallIntegerField(
                        blank=True, null=True, verbose_name="hours to take up an offered place"
                    ),
                ),
                ("keeps_parties_together", models.BooleanField(default=False, verbose_name="groups move up together")),
                (
                    "shows_waitlist_position",
                    models.BooleanField(default=False, verbose_name="show people their place in line"),
                ),
                (
                    "reminder_hours",
                    models.PositiveSmallIntegerField(
                        blank=True, null=True, verbose_name="hours before the event to remind people"
                    ),
                ),
                (
                    "streaming_provider",
                    models.IntegerField(
                        blank=True,
                        choices=[
                            (100000001, "Teams live events"),
                            (100000002, "Teams meetings"),
                            (100000003, "Other"),
                            (100000004, "Teams webinars"),
                            (100000005, "Teams virtual events"),
                            (100000006, "Teams town hall"),
                        ],
                        null=True,
                        verbose_name="streaming provider",
                    ),
                ),
                ("streaming_url", models.CharField(blank=True, max_length=2000, verbose_name="streaming address")),
                ("business_unit_id", models.UUIDField(blank=True, null=True, verbose_name="business unit")),
                ("is_template", models.BooleanField(default=False, verbose_name="template")),
                ("is_series_master", models.BooleanField(default=False, editable=False, verbose_name="series")),
                (
                    "occurrence_on",
                    models.DateField(blank=True, editable=False, null=True, verbose_name="date in the series"),
                ),
                ("is_detached", models.BooleanField(default=False, editable=False, verbose_name="detached")),
                (
                    "building",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="events",
                        to="catalog.building",
                        verbose_name="building",
                    ),
                ),
                (
                    "organization",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="events",
                        to="organizations.organization",
                    ),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="owner",
                    ),
                ),
                (
                    "web_application",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="events",
                        to="organizations.webapplication",
                        verbose_name="web application",
                    ),
                ),
            ],
            options={
                "verbose_name": "event",
                "verbose_name_plural": "events",
                "ordering": ["starts_at", "name", "id"],
            },
        ),
        migrations.CreateModel(
            name="EventCustomRegistrationField",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("order", models.IntegerField(default=0, verbose_name="order")),
                (
                    "event",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="attached_fields",
                        to="catalog.event",
                        verbose_name="event",
                    ),
                ),
                (
                    "field",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="attachments",
                        to="catalog.customregistrationfield",
                        verbose_name="question",
                    ),
                ),
            ],
            options={
                "verbose_name": "attached registration field",
                "verbose_name_plural": "attached registration fields",
                "ordering": ["order", "id"],
            },
        ),
        migrations.CreateModel(
            name="EventSeries",
            fields=[
                (
                    "id",
                    models.UUIDField(default=guestlist.ids.new_id, editable=False, primary_key=True, serialize=False),
                ),
                ("name", models.CharField(max_length=500, verbose_name="name")),
                ("readable_prefix", models.CharField(max_length=500, verbose_name="beginning of the readable ids")),
                (
                    "frequency",
                    models.CharField(
                        choices=[
                            ("daily", "Daily"),
                            ("weekly", "Weekly"),
                            ("monthly_by_date", "Monthly on the same date"),
                            ("monthly_by_weekday", "Monthly on the same weekday"),
                            ("yearly", "Yearly"),
                        ],
                        max_length=20,
                        verbose_name="repeats",
                    ),
                ),
                ("interval", models.PositiveIntegerField(default=1, verbose_name="interval")),
                ("weekdays", models.JSONField(blank=True, default=list, verbose_name="weekdays")),
                (
                    "ends_after",
                    models.PositiveIntegerField(blank=True, null=True, verbose_name="ends after so many occurrences"),
                ),
                ("ends_on", models.DateField(blank=True, null=True, verbose_name="ends on")),
                (
                    "created_at",
                    models.DateTimeField(default=guestlist.clock.now, editable=False, verbose_name="created at"),
                ),
                (
                    "master",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="led_series", to="catalog.event"
                    ),
                ),
                (
                    "organization",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="event_series",
                        to="organizations.organization",
                    ),
                ),
            ],
            options={
                "verbose_name": "recurring event",
                "verbose_name_plural": "recurring events",
                "ordering": ["name", "id"],
            },
        ),
        migrations.AddField(
            model_name="event",
            name="series",
            field=models.ForeignKey(
                blank=True,
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="occurrences",
                to="catalog.eventseries",
                verbose_name="recurring event",
            ),
        ),
        migrations.CreateModel(
            name="EventTeamMember",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("role", models.CharField(blank=True, max_length=500, verbose_name="role")),
                ("order", models.IntegerField(default=0, verbose_name="order")),
                (
                    "event",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="team",
                        to="catalog.event",
                        verbose_name="event",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="event_teams",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="user",
                    ),
                ),
            ],
            options={
                "verbose_name": "team member",
                "verbose_name_plural": "team",
                "ordering": ["order", "id"],
            },
        ),
        migrations.AddField(
            model_name="event",
            name="layout",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="+",
                to="catalog.layout",
                verbose_name="layout",
            ),
        ),
        migrations.CreateModel(
            name="PaymentProvider",
            fields=[
                (
                    "id",
                    models.UUIDField(default=guestlist.ids.new_id, editable=False, primary_key=True, serialize=False),
                ),
                ("is_active", models.BooleanField(default=True, verbose_name="active")),
                ("custom_columns", models.JSONField(blank=True, default=dict, verbose_name="custom columns")),
                ("source", models.JSONField(blank=True, editable=False, null=True)),
                (
                    "created_at",
                    models.DateTimeField(default=guestlist.clock.now, editable=False, verbose_name="created at"),
                ),
                ("name", models.CharField(max_length=500, verbose_name="name")),
                ("page_url", models.CharField(blank=True, max_length=2000, verbose_name="payment page")),
                ("timeout_minutes", models.PositiveIntegerField(default=50, verbose_name="payment timeout (minutes)")),
                (
                    "organization",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="payment_providers",
                        to="organizations.organization",
                    ),
                ),
            ],
            options={
                "verbose_name": "payment provider",
                "verbose_name_plural": "payment providers",
                "ordering": ["name", "id"],
            },
        ),
        migrations.AddField(
            model_name="event",
            name="payment_provider",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="events",
                to="catalog.paymentprovider",
                verbose_name="payment provider",
            ),
        ),
        migrations.CreateModel(
            name="Room",
            fields=[
                (
                    "id",
                    models.UUIDField(default=guestlist.ids.new_id, editable=False, primary_key=True, serialize=False),
                ),
                ("is_active", models.BooleanField(default=True, verbose_name="active")),
                ("custom_columns", models.JSONField(blank=True, default=dict, verbose_name="custom columns")),
                ("source", models.JSONField(blank=True, editable=False, null=True)),
                (
                    "created_at",
                    models.DateTimeField(default=guestlist.clock.now, editable=False, verbose_name="created at"),
                ),
                ("name", models.CharField(max_length=500, verbose_name="name")),
                ("description", models.TextField(blank=True, verbose_name="description")),
                ("disabled_access", models.BooleanField(default=False, verbose_name="step-free access")),
                ("capacity", models.PositiveIntegerField(blank=True, null=True, verbose_name="capacity")),
                (
                    "building",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="rooms",
                        to="catalog.building",
                        verbose_name="building",
                    ),
                ),
            ],
            options={
                "verbose_name": "room",
                "verbose_name_plural": "rooms",
                "ordering": ["name", "id"],
            },
        ),
        migrations.AddField(
            model_name="layout",
            name="room",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="layouts",
                to="catalog.room",
                verbose_name="room",
            ),
        ),
        migrations.AddField(
            model_name="event",
            name="room",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.SET_NULL,
                related_name="events",
                to="catalog.room",
                verbose_name="room",
            ),
        ),
        migrations.CreateModel(
            name="Session",
            fields=[
                (
                    "id",
                    models.UUIDField(default=guestlist.ids.new_id, editable=False, primary_key=True, serialize=False),
                ),
                ("is_active", models.BooleanField(default=True, verbose_name="active")),
                ("custom_columns", models.JSONField(blank=True, default=dict, verbose_name="custom columns")),
                ("source", models.JSONField(blank=True, editable=False, null=True)),
                (
                    "created_at",
                    models.DateTimeField(default=guestlist.clock.now, editable=False, verbose_name="created at"),
                ),
                ("name", models.CharField(max_length=500, verbose_name="name")),
                ("summary", models.TextField(blank=True, verbose_name="summary")),
                ("detailed_description", models.TextField(blank=True, verbose_name="description")),
                ("detailed_description_html", models.TextField(blank=True, verbose_name="description with markup")),
                ("calendar_html", models.TextField(blank=True, verbose_name="calendar content with markup")),
                ("calendar_text", models.TextField(blank=True, verbose_name="calendar content")),
                ("objectives", models.TextField(blank=True, verbose_name="objectives")),
                ("prerequisites", models.TextField(blank=True, verbose_name="prerequisites")),
                (
                    "session_type",
                    models.IntegerField(
                        blank=True,
                        choices=[
                            (100000000, "Hands-on/lab"),
                            (100000001, "Keynote"),
                            (100000002, "General"),
                            (100000003, "Brainstorming"),
                            (100000004, "Breakout"),
                            (100000005, "Training"),
                        ],
                        null=True,
                        verbose_name="type",
                    ),
                ),
                (
                    "session_format",
                    models.IntegerField(
                        blank=True,
                        choices=[(100000001, "On site"), (100000002, "Webinar"), (100000003, "Hybrid")],
                        default=100000001,
                        null=True,
                        verbose_name="format",
                    ),
                ),
                (
                    "language",
                    models.IntegerField(
                        blank=True,
                        choices=[
                            (100000000, "English"),
                            (100000001, "French"),
                            (100000002, "German"),
                            (100000003, "Spanish"),
                            (100000004, "Italian"),
                            (100000005, "Russian"),
                            (100000006, "Dutch"),
                            (100000007, "Turkish"),
                            (100000008, "Portuguese"),
                            (100000009, "Chinese (Simplified)"),
                            (100000010, "Japanese"),
                            (100000011, "Korean"),
                            (100000012, "Hebrew"),
                            (100000013, "Chinese (Traditional)"),
                        ],
                        null=True,
                        verbose_name="language",
                    ),
                ),
                (
                    "audience",
                    models.IntegerField(
                        blank=True,
                        choices=[
                            (100000000, "General"),
                            (100000001, "Introductory"),
                            (100000002, "Intermediate"),
                            (100000003, "Advanced"),
                        ],
                        null=True,
                        verbose_name="audience",
                    ),
                ),
                (
                    "cameras_permitted",
                    models.IntegerField(
                        blank=True,
                        choices=[(100000001, "Yes"), (100000002, "No")],
                        default=100000001,
                        null=True,
                        verbose_name="cameras permitted",
                    ),
                ),
                (
                    "recordings_permitted",
                    models.IntegerField(
                        blank=True,
                        choices=[(100000001, "Yes"), (100000002, "No")],
                        null=True,
                        verbose_name="recordings permitted",
                    ),
                ),
                (
                    "publish_status",
                    models.IntegerField(
                        choices=[
                            (100000000, "Draft"),
                            (100000001, "Ready to go live"),
                            (100000002, "In progress"),
                            (100000003, "Live"),
                            (100000004, "Cancelled"),
                            (100000005, "Going live"),
                        ],
                        default=100000000,
                        verbose_name="publish status",
                    ),
                ),
                (
                    "withdrawn_by_import",
                    models.BooleanField(default=False, editable=False, verbose_name="withdrawn by an import"),
                ),
                ("starts_at", models.DateTimeField(verbose_name="start")),
                ("ends_at", models.DateTimeField(verbose_name="end")),
                ("capacity", models.PositiveIntegerField(blank=True, null=True, verbose_name="capacity")),
                ("shows_waitlist", models.BooleanField(blank=True, null=True, verbose_name="waitlist")),
                (
                    "streaming_provider",
                    models.IntegerField(
                        blank=True,
                        choices=[
                            (100000001, "Teams live events"),
                            (100000002, "Teams meetings"),
                            (100000003, "Other"),
                            (100000004, "Teams webinars"),
                            (100000005, "Teams virtual events"),
                            (100000006, "Teams town hall"),
                        ],
                        null=True,
                        verbose_name="streaming provider",
                    ),
                ),
                ("streaming_url", models.CharField(blank=True, max_length=2000, verbose_name="streaming address")),
                (
                    "building",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="sessions",
                        to="catalog.building",
                        verbose_name="building",
                    ),
                ),
                (
                    "event",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="sessions",
                        to="catalog.event",
                        verbose_name="event",
                    ),
                ),
                (
                    "room",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="sessions",
                        to="catalog.room",
                        verbose_name="room",
                    ),
                ),
            ],
            options={
                "verbose_name": "session",
                "verbose_name_plural": "sessions",
                "ordering": ["starts_at", "name", "id"],
            },
        ),
        migrations.CreateModel(
            name="Pass",
            fields=[
                (
                    "id",
                    models.UUIDField(default=guestlist.ids.new_id, editable=False, primary_key=True, serialize=False),
                ),
                ("is_active", models.BooleanField(default=True, verbose_name="active")),
                ("custom_columns", models.JSONField(blank=True, default=dict, verbose_name="custom columns")),
                ("source", models.JSONField(blank=True, editable=False, null=True)),
                (
                    "created_at",
                    models.DateTimeField(default=guestlist.clock.now, editable=False, verbose_name="created at"),
                ),
                ("name", models.CharField(max_length=500, verbose_name="name")),
                ("description", models.TextField(blank=True, verbose_name="description")),
                ("price_minor", models.BigIntegerField(default=0, verbose_name="price")),
                ("currency", models.CharField(blank=True, max_length=3, verbose_name="currency")),
                ("allocated", models.PositiveIntegerField(default=0, verbose_name="allocated")),
                (
                    "event",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="passes",
                        to="catalog.event",
                        verbose_name="event",
                    ),
                ),
                (
                    "sessions",
                    models.ManyToManyField(
                        blank=True, related_name="passes", to="catalog.session", verbose_name="eligible sessions"
                    ),
                ),
            ],
            options={
                "verbose_name": "pass",
                "verbose_name_plural": "passes",
                "ordering": ["price_minor", "name", "id"],
            },
        ),
        migrations.CreateModel(
            name="SessionTrack",
            fields=[
                (
                    "id",
                    models.UUIDField(default=guestlist.ids.new_id, editable=False, primary_key=True, serialize=False),
                ),
                ("is_active", models.BooleanField(default=True, verbose_name="active")),
                ("custom_columns", models.JSONField(blank=True, default=dict, verbose_name="custom columns")),
                ("source", models.JSONField(blank=True, editable=False, null=True)),
                (
                    "created_at",
                    models.DateTimeField(default=guestlist.clock.now, editable=False, verbose_name="created at"),
                ),
                ("name", models.CharField(max_length=500, verbose_name="name")),
                ("description", models.TextField(blank=True, verbose_name="description")),
                ("description_html", models.TextField(blank=True, verbose_name="description with markup")),
                (
                    "track_type",
                    models.IntegerField(
                        blank=True,
                        choices=[(100000000, "Internal"), (100000001, "External")],
                        null=True,
                        verbose_name="type",
                    ),
                ),
                (
                    "audience",
                    models.IntegerField(
                        blank=True,
                        choices=[
                            (100000000, "General"),
                            (100000001, "Introductory"),
                            (100000002, "Intermediate"),
                            (100000003, "Advanced"),
                        ],
                        null=True,
                        verbose_name="audience",
                    ),
                ),
                (
                    "publish_status",
                    models.IntegerField(
                        choices=[
                            (100000000, "Draft"),
                            (100000001, "Ready to go live"),
                            (100000002, "In progress"),
                            (100000003, "Live"),
                            (100000004, "Cancelled"),
                            (100000005, "Going live"),
                        ],
                        default=100000000,
                        verbose_name="publish status",
                    ),
                ),
                (
                    "withdrawn_by_import",
                    models.BooleanField(default=False, editable=False, verbose_name="withdrawn by an import"),
                ),
                (
                    "event",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="tracks",
                        to="catalog.event",
                        verbose_name="event",
                    ),
                ),
            ],
            options={
                "verbose_name": "session track",
                "verbose_name_plural": "session tracks",
                "ordering": ["name", "id"],
            },
        ),
        migrations.AddField(
            model_name="session",
            name="tracks",
            field=models.ManyToManyField(
                blank=True, related_name="sessions", to="catalog.sessiontrack", verbose_name="tracks"
            ),
        ),
        migrations.CreateModel(
            name="Speaker",
            fields=[
                (
                    "id",
                    models.UUIDField(default=guestlist.ids.new_id, editable=False, primary_key=True, serialize=False),
                ),
                ("is_active", models.BooleanField(default=True, verbose_name="active")),
                ("custom_columns", models.JSONField(blank=True, default=dict, verbose_name="custom columns")),
                ("source", models.JSONField(blank=True, editable=False, null=True)),
                (
                    "created_at",
                    models.DateTimeField(default=guestlist.clock.now, editable=False, verbose_name="created at"),
                ),
                ("name", models.CharField(max_length=500, verbose_name="name")),
                ("title", models.CharField(blank=True, max_length=500, verbose_name="title")),
                ("about", models.TextField(blank=True, verbose_name="about")),
                ("about_html", models.TextField(blank=True, verbose_name="about, with markup")),
                ("accomplishments", models.TextField(blank=True, verbose_name="accomplishments")),
                ("publications", models.TextField(blank=True, verbose_name="publications")),
                ("email", models.CharField(blank=True, max_length=500, verbose_name="public e-mail")),
                ("blog", models.CharField(blank=True, max_length=2000, verbose_name="blog")),
                ("website", models.CharField(blank=True, max_length=2000, verbose_name="website")),
                ("linkedin", models.CharField(blank=True, max_length=2000, verbose_name="LinkedIn")),
                ("twitter", models.CharField(blank=True, max_length=2000, verbose_name="Twitter")),
                ("image", models.CharField(blank=True, max_length=200, verbose_name="picture")),
                (
                    "contact",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="speakers",
                        to="people.contact",
                        verbose_name="contact",
                    ),
                ),
                (
                    "organization",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="speakers",
                        to="organizations.organization",
                    ),
                ),
            ],
            options={
                "verbose_name": "speaker",
                "verbose_name_plural": "speakers",
                "ordering": ["name", "id"],
            },
        ),
        migrations.CreateModel(
            name="SpeakerEngagement",
            fields=[
                (
                    "id",
                    models.UUIDField(default=guestlist.ids.new_id, editable=False, primary_key=True, serialize=False),
                ),
                ("is_active", models.BooleanField(default=True, verbose_name="active")),
                ("custom_columns", models.JSONField(blank=True, default=dict, verbose_name="custom columns")),
                ("source", models.JSONField(blank=True, editable=False, null=True)),
                (
                    "created_at",
                    models.DateTimeField(default=guestlist.clock.now, editable=False, verbose_name="created at"),
                ),
                (
                    "event",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="engagements",
                        to="catalog.event",
                        verbose_name="event",
                    ),
                ),
                (
                    "session",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="engagements",
                        to="catalog.session",
                        verbose_name="session",
                    ),
                ),
                (
                    "speaker",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="engagements",
                        to="catalog.speaker",
                        verbose_name="speaker",
                    ),
                ),
            ],
            options={
                "verbose_name": "speaker engagement",
                "verbose_name_plural": "speaker engagements",
            },
        ),
        migrations.CreateModel(
            name="Sponsorship",
            fields=[
                (
                    "id",
                    models.UUIDField(default=guestlist.ids.new_id, editable=False, primary_key=True, serialize=False),
                ),
                ("is_active", models.BooleanField(default=True, verbose_name="active")),
                ("custom_columns", models.JSONField(blank=True, default=dict, verbose_name="custom columns")),
                ("source", models.JSONField(blank=True, editable=False, null=True)),
                (
                    "created_at",
                    models.DateTimeField(default=guestlist.clock.now, editable=False, verbose_name="created at"),
                ),
                ("sponsor_id", models.UUIDField(blank=True, null=True, verbose_name="sponsor id")),
                ("sponsor_name", models.CharField(blank=True, max_length=500, verbose_name="sponsor")),
                ("topic", models.CharField(blank=True, max_length=500, verbose_name="topic")),
                ("description", models.TextField(blank=True, verbose_name="description")),
                ("logo", models.CharField(blank=True, max_length=200, verbose_name="logo")),
                (
                    "sponsorship_type",
                    models.IntegerField(
                        blank=True,
                        choices=[(100000000, "Monetary"), (100000001, "Services"), (100000002, "Equipment")],
                        null=True,
                        verbose_name="type",
                    ),
                ),
                (
                    "category",
                    models.IntegerField(
                        blank=True,
                        choices=[
                            (100000000, "Platinum"),
                            (100000001, "Gold"),
                            (100000002, "Silver"),
                            (100000003, "Bronze"),
                        ],
                        null=True,
                        verbose_name="category",
                    ),
                ),
                ("amount_minor", models.BigIntegerField(blank=True, null=True, verbose_name="amount")),
                ("currency", models.CharField(blank=True, max_length=3, verbose_name="currency")),
                (
                    "event",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="sponsorships",
                        to="catalog.event",
                        verbose_name="event",
                    ),
                ),
            ],
            options={
                "verbose_name": "sponsorship",
                "verbose_name_plural": "sponsorships",
                "ordering": ["sponsor_name", "id"],
            },
        ),
        migrations.CreateModel(
            name="WebsiteEntityConfiguration",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=500, verbose_name="name")),
                (
                    "table",
                    models.CharField(
                        choices=[
                            ("event", "Event"),
                            ("session", "Session"),
                            ("session_track", "Session track"),
                            ("speaker", "Speaker"),
                            ("sponsorship", "Sponsorship"),
                            ("pass", "Pass"),
                            ("building", "Building"),
                            ("room", "Room"),
                            ("custom_registration_field", "Custom registration field"),
                        ],
                        max_length=30,
                        verbose_name="table",
                    ),
                ),
                (
                    "columns",
                    models.JSONField(
                        blank=True,
                        default=list,
                        validators=[guestlist.catalog.models.fields.check_column_names],
                        verbose_name="columns",
                    ),
                ),
                (
                    "organization",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="website_entity_configurations",
                        to="organizations.organization",
                    ),
                ),
            ],
            options={
                "verbose_name": "website entity configuration",
                "verbose_name_plural": "website entity configurations",
                "ordering": ["name", "id"],
            },
        ),
        migrations.CreateModel(
            name="CustomColumn",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "table",
                    models.CharField(
                        choices=[
                            ("event", "Event"),
                            ("session", "Session"),
                            ("session_track", "Session track"),
                            ("speaker", "Speaker"),
                            ("sponsorship", "Sponsorship"),
                            ("pass", "Pass"),
                            ("building", "Building"),
                            ("room", "Room"),
                            ("custom_registration_field", "Custom registration field"),
                        ],
                        max_length=30,
                        verbose_name="table",
                    ),
                ),
                ("name", models.CharField(max_length=100, verbose_name="logical name")),
                ("label", models.CharField(blank=True, max_length=500, verbose_name="label")),
                (
                    "column_type",
                    models.CharField(
                        choices=[
                            ("text", "Text"),
                            ("number", "Number"),
                            ("boolean", "Yes/no"),
                            ("local_datetime", "Date and time at the event"),
                            ("utc_datetime", "Point in time (UTC)"),
                            ("choice", "Choice"),
                            ("lookup", "Lookup"),
                            ("money", "Money"),
                        ],
                        max_length=20,
                        verbose_name="type",
                    ),
                ),
                (
                    "organization",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="custom_columns",
                        to="organizations.organization",
                    ),
                ),
            ],
            options={
                "verbose_name": "custom column",
                "verbose_name_plural": "custom columns",
                "ordering": ["table", "name"],
                "constraints": [
                    models.UniqueConstraint(fields=("organization", "table", "name"), name="custom_column_name_unique"),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "column_type__in",
                                [
                                    "text",
                                    "number",
                                    "boolean",
                                    "local_datetime",
                                    "utc_datetime",
                                    "choice",
                                    "lookup",
                                    "money",
                                ],
                            )
                        ),
                        name="custom_column_type_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("name", django.db.models.functions.text.Lower("name"))),
                        name="custom_column_name_lowercase",
                    ),
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="customregistrationfield",
            constraint=models.CheckConstraint(
                condition=models.Q(("field_type__in", [100000000, 100000001, 100000002, 100000003])),
                name="custom_registration_field_type_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="eventcustomregistrationfield",
            constraint=models.UniqueConstraint(fields=("event", "field"), name="event_custom_registration_field_once"),
        ),
        migrations.AddConstraint(
            model_name="eventseries",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("frequency__in", ["daily", "weekly", "monthly_by_date", "monthly_by_weekday", "yearly"])
                ),
                name="event_series_frequency_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="eventseries",
            constraint=models.CheckConstraint(
                condition=models.Q(("interval__gte", 1)), name="event_series_interval_positive"
            ),
        ),
        migrations.AddConstraint(
            model_name="eventseries",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("ends_after__isnull", True), ("ends_on__isnull", False)),
                    models.Q(("ends_after__gte", 1), ("ends_after__lte", 150), ("ends_on__isnull", True)),
                    _connector="OR",
                ),
                name="event_series_ends_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="eventteammember",
            constraint=models.UniqueConstraint(fields=("event", "user"), name="event_team_member_once"),
        ),
        migrations.AddConstraint(
            model_name="paymentprovider",
            constraint=models.CheckConstraint(
                condition=models.Q(("timeout_minutes__gte", 1), ("timeout_minutes__lte", 10080)),
                name="payment_provider_timeout_range",
            ),
        ),
        migrations.AddConstraint(
            model_name="layout",
            constraint=models.CheckConstraint(
                condition=models.Q(("capacity__isnull", True), ("capacity__gte", 0), _connector="OR"),
                name="layout_capacity_not_negative",
            ),
        ),
        migrations.AddConstraint(
            model_name="event",
            constraint=models.UniqueConstraint(
                fields=("organization", "readable_event_key"), name="event_readable_id_unique"
            ),
        ),
        migrations.AddConstraint(
            model_name="event",
            constraint=models.UniqueConstraint(fields=("series", "occurrence_on"), name="event_occurrence_once"),
        ),
        migrations.AddConstraint(
            model_name="event",
            constraint=models.CheckConstraint(
                condition=models.Q(("readable_event_key__in", ["", "published"]), _negated=True),
                name="event_readable_id_allowed",
            ),
        ),
        migrations.AddConstraint(
            model_name="event",
            constraint=models.CheckConstraint(
                condition=models.Q(("ends_at__gte", models.F("starts_at"))), name="event_ends_after_start"
            ),
        ),
        migrations.AddConstraint(
            model_name="event",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("publish_status__in", [100000000, 100000001, 100000002, 100000003, 100000004, 100000005])
                ),
                name="event_publish_status_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="event",
            constraint=models.CheckConstraint(
                condition=models.Q(("style__in", ["outbound", "real_time"])), name="event_style_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="event",
            constraint=models.CheckConstraint(
                condition=models.Q(("invitations_per_slot__gte", 1)), name="event_invitations_per_slot_positive"
            ),
        ),
        migrations.AddConstraint(
            model_name="event",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("offer_hours__isnull", True),
                    models.Q(("offer_hours__gte", 1), ("offer_hours__lte", 720)),
                    _connector="OR",
                ),
                name="event_offer_hours_range",
            ),
        ),
        migrations.AddConstraint(
            model_name="event",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("reminder_hours__isnull", True),
                    models.Q(("reminder_hours__gte", 1), ("reminder_hours__lte", 720)),
                    _connector="OR",
                ),
                name="event_reminder_hours_range",
            ),
        ),
        migrations.AddConstraint(
            model_name="event",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("has_registration_end", False), ("registration_ends_at__isnull", False), _connector="OR"
                ),
                name="event_registration_end_stored",
            ),
        ),
        migrations.AddConstraint(
            model_name="pass",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("price_minor", 0),
                    models.Q(("price_minor__gte", 0), models.Q(("currency", ""), _negated=True)),
                    _connector="OR",
                ),
                name="pass_price_with_currency",
            ),
        ),
        migrations.AddConstraint(
            model_name="sessiontrack",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("publish_status__in", [100000000, 100000001, 100000002, 100000003, 100000004, 100000005])
                ),
                name="session_track_publish_status_known",
            ),
        ),
        migrations.AddIndex(
            model_name="session",
            index=models.Index(fields=["event", "starts_at"], name="session_event_start"),
        ),
        migrations.AddConstraint(
            model_name="session",
            constraint=models.CheckConstraint(
                condition=models.Q(("ends_at__gte", models.F("starts_at"))), name="session_ends_after_start"
            ),
        ),
        migrations.AddConstraint(
            model_name="session",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("publish_status__in", [100000000, 100000001, 100000002, 100000003, 100000004, 100000005])
                ),
                name="session_publish_status_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="speakerengagement",
            constraint=models.UniqueConstraint(
                fields=("session", "speaker"), name="speaker_engagement_once_per_session"
            ),
        ),
        migrations.AddConstraint(
            model_name="speakerengagement",
            constraint=models.UniqueConstraint(
                condition=models.Q(("session__isnull", True)),
                fields=("event", "speaker"),
                name="speaker_engagement_once_per_event",
            ),
        ),
        migrations.AddConstraint(
            model_name="sponsorship",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("amount_minor__isnull", True),
                    models.Q(("amount_minor__gte", 0), models.Q(("currency", ""), _negated=True)),
                    _connector="OR",
                ),
                name="sponsorship_amount_with_currency",
            ),
        ),
        migrations.AddConstraint(
            model_name="websiteentityconfiguration",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "table__in",
                        [
                            "event",
                            "session",
                            "session_track",
                            "speaker",
                            "sponsorship",
                            "pass",
                            "building",
                            "room",
                            "custom_registration_field",
                        ],
                    )
                ),
                name="website_entity_configuration_table_known",
            ),
        ),
    ]
