# All that the migrations below came to, in one step: a new installation takes a third of the time.
# One that has some of them already goes on with those.

import django.core.validators
import django.db.models.deletion
import guestlist.clock
import guestlist.ids
from django.db import migrations, models


class Migration(migrations.Migration):
    replaces = [
        ("organizations", "0001_initial"),
        ("organizations", "0002_refused_requests"),
        ("organizations", "0003_website_settings"),
        ("organizations", "0004_plainer_labels"),
        ("organizations", "0005_attendee_side"),
    ]

    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Organization",
            fields=[
                (
                    "id",
                    models.UUIDField(default=guestlist.ids.new_id, editable=False, primary_key=True, serialize=False),
                ),
                ("name", models.CharField(max_length=500, verbose_name="name")),
                ("slug", models.SlugField(max_length=63, unique=True, verbose_name="short name in addresses")),
                ("root_url", models.CharField(blank=True, max_length=500, verbose_name="root URL")),
                ("revision", models.BigIntegerField(default=0, editable=False)),
                (
                    "matching_strategy",
                    models.IntegerField(
                        choices=[
                            (100000000, "E-mail"),
                            (100000001, "First and last name"),
                            (100000002, "E-mail, first and last name"),
                            (100000003, "E-mail and event owner"),
                        ],
                        default=100000002,
                        verbose_name="contact matching",
                    ),
                ),
                ("demo_payment", models.BooleanField(default=False, verbose_name="demo payment confirmation")),
                ("has_website", models.BooleanField(default=True, verbose_name="event website")),
                ("tagline", models.CharField(blank=True, max_length=500, verbose_name="tagline")),
                (
                    "colour",
                    models.CharField(
                        default="#1d4ed8",
                        max_length=7,
                        validators=[
                            django.core.validators.RegexValidator("^#[0-9a-fA-F]{6}$", "A colour looks like #1d4ed8.")
                        ],
                        verbose_name="colour",
                    ),
                ),
                ("logo", models.CharField(blank=True, max_length=200, verbose_name="logo")),
                ("imprint_url", models.CharField(blank=True, max_length=2000, verbose_name="imprint")),
                ("privacy_url", models.CharField(blank=True, max_length=2000, verbose_name="privacy notice")),
                (
                    "language",
                    models.CharField(
                        choices=[("en", "English"), ("de", "Deutsch")],
                        default="en",
                        max_length=10,
                        verbose_name="language of mails",
                    ),
                ),
                ("mail_name", models.CharField(blank=True, max_length=500, verbose_name="sender's name")),
                ("reply_to", models.EmailField(blank=True, max_length=254, verbose_name="reply address")),
                (
                    "captcha",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("picture", "A picture of six digits, or a recording of them"),
                            ("proof_of_work", "A sum that the visitor's device does by itself"),
                        ],
                        max_length=20,
                        verbose_name="captcha",
                    ),
                ),
                ("has_attendee_accounts", models.BooleanField(default=False, verbose_name="attendee accounts")),
                ("consent_text", models.TextField(blank=True, verbose_name="consent text")),
                (
                    "retention_days",
                    models.PositiveIntegerField(
                        blank=True, null=True, verbose_name="days to keep personal data after an event"
                    ),
                ),
                (
                    "created_at",
                    models.DateTimeField(default=guestlist.clock.now, editable=False, verbose_name="created at"),
                ),
            ],
            options={
                "verbose_name": "organization",
                "verbose_name_plural": "organizations",
                "ordering": ["created_at", "id"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("root_url", ""), _negated=True),
                        fields=("root_url",),
                        name="organization_root_url_unique",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("matching_strategy__in", [100000000, 100000001, 100000002, 100000003])),
                        name="organization_matching_strategy_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("captcha", ""), ("captcha__in", ["picture", "proof_of_work"]), _connector="OR"
                        ),
                        name="organization_captcha_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="WebApplication",
            fields=[
                (
                    "id",
                    models.UUIDField(default=guestlist.ids.new_id, editable=False, primary_key=True, serialize=False),
                ),
                ("name", models.CharField(max_length=500, verbose_name="name")),
                ("origin", models.CharField(max_length=500, verbose_name="origin")),
                ("token", models.CharField(max_length=300, unique=True, verbose_name="token")),
                ("previous_token", models.CharField(blank=True, max_length=300, null=True, unique=True)),
                ("previous_token_until", models.DateTimeField(blank=True, null=True)),
                ("is_active", models.BooleanField(default=True, verbose_name="active")),
                ("has_embedded_form", models.BooleanField(default=False, verbose_name="embedded form")),
                (
                    "user_authentication",
                    models.IntegerField(
                        blank=True,
                        choices=[(100000001, "External OpenID Connect provider")],
                        null=True,
                        verbose_name="user authentication",
                    ),
                ),
                ("client_id", models.CharField(blank=True, max_length=300, verbose_name="client id")),
                ("metadata_endpoint", models.CharField(blank=True, max_length=300, verbose_name="metadata endpoint")),
                (
                    "created_at",
                    models.DateTimeField(default=guestlist.clock.now, editable=False, verbose_name="created at"),
                ),
                (
                    "organization",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="web_applications",
                        to="organizations.organization",
                    ),
                ),
            ],
            options={
                "verbose_name": "web application",
                "verbose_name_plural": "web applications",
                "ordering": ["created_at", "id"],
            },
        ),
        migrations.CreateModel(
            name="RefusedRequest",
            fields=[
                ("id", models.UUIDField(editable=False, primary_key=True, serialize=False)),
                ("reason", models.CharField(max_length=30, verbose_name="reason")),
                ("base", models.CharField(max_length=10, verbose_name="kind of address")),
                ("expected_origin", models.CharField(blank=True, max_length=500, verbose_name="expected origin")),
                ("token", models.CharField(blank=True, max_length=20, verbose_name="beginning of the token")),
                ("token_length", models.PositiveIntegerField(default=0, verbose_name="length of the token")),
                ("origin", models.CharField(blank=True, max_length=200, verbose_name="origin sent")),
                ("claim", models.CharField(blank=True, max_length=200, verbose_name="issuer or audience sent")),
                (
                    "expected_claim",
                    models.CharField(blank=True, max_length=500, verbose_name="expected issuer or audience"),
                ),
                ("method", models.CharField(blank=True, max_length=10, verbose_name="method")),
                ("path", models.CharField(blank=True, max_length=200, verbose_name="path")),
                ("count", models.BigIntegerField(verbose_name="count")),
                ("first_at", models.DateTimeField(verbose_name="first time")),
                ("last_at", models.DateTimeField(verbose_name="last time")),
                ("user_agent", models.CharField(blank=True, max_length=60, verbose_name="program")),
                (
                    "organization",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="organizations.organization"
                    ),
                ),
                (
                    "web_application",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="organizations.webapplication",
                    ),
                ),
            ],
            options={
                "verbose_name": "refused request",
                "verbose_name_plural": "refused requests",
            },
        ),
        migrations.CreateModel(
            name="JournalEntry",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("revision", models.BigIntegerField()),
                ("changes", models.JSONField()),
                ("created_at", models.DateTimeField(db_index=True, default=guestlist.clock.now)),
                (
                    "organization",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="organizations.organization"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("organization", "revision"), name="journal_revision_unique")
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="webapplication",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("previous_token__isnull", True), ("previous_token_until__isnull", True)),
                    models.Q(("previous_token__isnull", False), ("previous_token_until__isnull", False)),
                    _connector="OR",
                ),
                name="web_application_previous_token_with_end",
            ),
        ),
        migrations.AddConstraint(
            model_name="webapplication",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("previous_token__isnull", True),
                    models.Q(("previous_token", models.F("token")), _negated=True),
                    _connector="OR",
                ),
                name="web_application_previous_token_differs",
            ),
        ),
    ]
