import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("organizations", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="RefusedRequest",
            fields=[
                ("id", models.UUIDField(editable=False, primary_key=True, serialize=False)),
                ("reason", models.CharField(max_length=30, verbose_name="reason")),
                ("base", models.CharField(max_length=10, verbose_name="base")),
                ("expected_origin", models.CharField(blank=True, max_length=500, verbose_name="expected origin")),
                ("token", models.CharField(blank=True, max_length=20, verbose_name="beginning of the token")),
                ("token_length", models.PositiveIntegerField(default=0, verbose_name="length of the token")),
                ("origin", models.CharField(blank=True, max_length=200, verbose_name="origin sent")),
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
    ]
