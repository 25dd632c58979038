import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """By what a team gives its work out, and whose turn it is."""

    dependencies = [
        ("cases", "0033_drafts_are_the_outbox"),
        ("organisation", "0016_skills_and_territories"),
    ]

    operations = [
        migrations.CreateModel(
            name="AssignmentRule",
            fields=[
                (
                    "team",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to="organisation.team",
                    ),
                ),
                (
                    "mode",
                    models.CharField(
                        choices=[
                            ("least_loaded", "Who has the least to do"),
                            ("round_robin", "In turn, one after the other"),
                            ("by_skill", "Who has the skill for it"),
                            ("by_territory", "Who looks after the customer's territory"),
                            ("account_owner", "Only who looks after the customer, else the queue"),
                        ],
                        default="least_loaded",
                        max_length=15,
                    ),
                ),
                ("owner_first", models.BooleanField(default=True)),
                ("needs", models.JSONField(default=dict)),
                ("waits", models.BooleanField(default=False)),
            ],
        ),
        migrations.CreateModel(
            name="TeamTurn",
            fields=[
                (
                    "team",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to="organisation.team",
                    ),
                ),
                (
                    "order",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.BigIntegerField(), default=list, size=None
                    ),
                ),
            ],
        ),
    ]
