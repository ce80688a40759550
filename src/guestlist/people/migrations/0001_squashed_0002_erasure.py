# All that the migrations below came to, in one step: a new installation takes a third of the time.
# One that has some of them already goes on with those.

import django.db.models.deletion
import guestlist.clock
import guestlist.ids
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    replaces = [
        ("people", "0001_initial"),
        ("people", "0002_erasure"),
    ]

    initial = True

    dependencies = [
        ("organizations", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Contact",
            fields=[
                (
                    "id",
                    models.UUIDField(default=guestlist.ids.new_id, editable=False, primary_key=True, serialize=False),
                ),
                ("first_name", models.CharField(blank=True, max_length=500, verbose_name="first name")),
                ("last_name", models.CharField(blank=True, max_length=500, verbose_name="last name")),
                ("email", models.CharField(blank=True, max_length=500, verbose_name="e-mail")),
                ("email_key", models.CharField(blank=True, editable=False, max_length=500)),
                ("name_key", models.CharField(blank=True, editable=False, max_length=1001)),
                ("subject", models.CharField(blank=True, editable=False, max_length=300)),
                ("job_title", models.CharField(blank=True, max_length=4000, verbose_name="job title")),
                ("company_name", models.CharField(blank=True, max_length=4000, verbose_name="company")),
                ("telephone1", models.CharField(blank=True, max_length=4000, verbose_name="telephone")),
                ("mobile_phone", models.CharField(blank=True, max_length=4000, verbose_name="mobile phone")),
                ("address_line1", models.CharField(blank=True, max_length=4000, verbose_name="address")),
                ("city", models.CharField(blank=True, max_length=4000, verbose_name="city")),
                ("postal_code", models.CharField(blank=True, max_length=4000, verbose_name="postal code")),
                ("country", models.CharField(blank=True, max_length=4000, verbose_name="country")),
                (
                    "created_at",
                    models.DateTimeField(default=guestlist.clock.now, editable=False, verbose_name="created at"),
                ),
                ("erased_at", models.DateTimeField(blank=True, editable=False, null=True, verbose_name="erased at")),
                (
                    "organization",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="contacts",
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
                    ),
                ),
            ],
            options={
                "verbose_name": "contact",
                "verbose_name_plural": "contacts",
                "ordering": ["created_at", "id"],
                "indexes": [
                    models.Index(fields=["organization", "email_key"], name="contact_email_key"),
                    models.Index(fields=["organization", "name_key"], name="contact_name_key"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("subject", ""), _negated=True),
                        fields=("organization", "subject"),
                        name="contact_subject_unique",
                    )
                ],
            },
        ),
    ]
