# All that the migrations below came to, in one step: a new installation takes a third of the time.
# One that has some of them already goes on with those.

import django.db.models.deletion
import guestlist.clock
import guestlist.ids
from django.db import migrations, models


class Migration(migrations.Migration):
    replaces = [
        ("outbox", "0001_initial"),
        ("outbox", "0002_about"),
        ("outbox", "0003_mail_states"),
    ]

    initial = True

    dependencies = [
        ("catalog", "0001_initial"),
        ("organizations", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Announcement",
            fields=[
                (
                    "event",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to="catalog.event",
                    ),
                ),
                ("told", models.JSONField(blank=True, null=True)),
                ("seen", models.JSONField(blank=True, null=True)),
                ("seen_at", models.DateTimeField(blank=True, db_index=True, null=True)),
                ("sequence", models.PositiveIntegerField(default=0)),
                ("reminded_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "verbose_name": "announcement",
                "verbose_name_plural": "announcements",
            },
        ),
        migrations.CreateModel(
            name="OutboxMessage",
            fields=[
                (
                    "id",
                    models.UUIDField(default=guestlist.ids.new_id, editable=False, primary_key=True, serialize=False),
                ),
                ("kind", models.CharField(max_length=100)),
                ("payload", models.JSONField()),
                ("about_id", models.UUIDField(blank=True, db_index=True, null=True)),
                ("created_at", models.DateTimeField(default=guestlist.clock.now)),
                ("due_at", models.DateTimeField(default=guestlist.clock.now)),
                ("attempts", models.PositiveIntegerField(default=0)),
                ("leased_until", models.DateTimeField(blank=True, null=True)),
                ("last_error", models.TextField(blank=True)),
                ("delivered_at", models.DateTimeField(blank=True, null=True)),
                (
                    "not_sent",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("nothing_to_tell", "there was nothing to tell any longer"),
                            ("merged", "it went into another mail"),
                            ("too_old", "too old"),
                            ("switched_off", "switched off"),
                            ("no_address", "no address"),
                            ("bounced", "the address does not take mails"),
                        ],
                        max_length=20,
                    ),
                ),
                ("failed_at", models.DateTimeField(blank=True, null=True)),
                ("provider_id", models.CharField(blank=True, max_length=300)),
                (
                    "organization",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="organizations.organization"
                    ),
                ),
            ],
            options={
                "verbose_name": "mail",
                "verbose_name_plural": "mails",
                "indexes": [
                    models.Index(
                        condition=models.Q(("delivered_at__isnull", True), ("failed_at__isnull", True)),
                        fields=["due_at"],
                        name="outbox_message_due",
                    ),
                    models.Index(
                        condition=models.Q(("provider_id", ""), _negated=True),
                        fields=["provider_id"],
                        name="outbox_message_provider_id",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("delivered_at__isnull", True), ("failed_at__isnull", True), _connector="OR"
                        ),
                        name="outbox_message_ends_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("not_sent", ""), ("delivered_at__isnull", False), _connector="OR"),
                        name="outbox_message_not_sent_has_ended",
                    ),
                ],
            },
        ),
    ]
