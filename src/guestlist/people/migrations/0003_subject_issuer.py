"""Whose subject it is by which a contact is known: two providers may number their users alike."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0002_erasure"),
    ]

    operations = [
        migrations.AddField(
            model_name="contact",
            name="subject_issuer",
            field=models.CharField(blank=True, db_default="", default="", editable=False, max_length=300),
        ),
        migrations.AddConstraint(
            model_name="contact",
            constraint=models.UniqueConstraint(
                condition=models.Q(("subject", ""), _negated=True),
                fields=("organization", "subject", "subject_issuer"),
                name="contact_subject_unique_of_issuer",
            ),
        ),
        migrations.RemoveConstraint(
            model_name="contact",
            name="contact_subject_unique",
        ),
    ]
