"""Adds the mails to people who wait for what is cancelled, or takes place after all."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("mail", "0001_initial"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="mailtemplate",
            name="mail_template_kind_known",
        ),
        migrations.AlterField(
            model_name="mailtemplate",
            name="kind",
            field=models.CharField(
                choices=[
                    ("confirmation", "Confirmation"),
                    ("waitlist_joined", "Waitlist joined"),
                    ("place_offered", "Place offered"),
                    ("waitlist_registered", "Registered from the waitlist"),
                    ("offer_lapsed", "Offer lapsed"),
                    ("waitlist_cancelled", "Cancelled while waiting"),
                    ("waitlist_resumed", "Takes place after all while waiting"),
                    ("cancelled", "Registration cancelled"),
                    ("sessions_changed", "Sessions changed"),
                    ("event_changed", "New time or place"),
                    ("event_cancelled", "Event cancelled"),
                    ("reminder", "Reminder"),
                    ("purchase_pending", "Payment awaited"),
                    ("purchase_expired", "Payment not made in time"),
                ],
                max_length=30,
                verbose_name="kind",
            ),
        ),
        migrations.AddConstraint(
            model_name="mailtemplate",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "kind__in",
                        [
                            "confirmation",
                            "waitlist_joined",
                            "place_offered",
                            "waitlist_registered",
                            "offer_lapsed",
                            "waitlist_cancelled",
                            "waitlist_resumed",
                            "cancelled",
                            "sessions_changed",
                            "event_changed",
                            "event_cancelled",
                            "reminder",
                            "purchase_pending",
                            "purchase_expired",
                        ],
                    )
                ),
                name="mail_template_kind_known",
            ),
        ),
    ]
