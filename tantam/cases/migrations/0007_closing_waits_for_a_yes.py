import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """What was typed to close a ticket is kept while its compensation waits for a yes."""

    dependencies = [("cases", "0006_a_form_is_kept_once"), ("organisation", "0006_approval_waits_for_a_step")]

    operations = [
        migrations.CreateModel(
            name="ClosureRequest",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "outcome",
                    models.CharField(
                        choices=[
                            ("resolved", "Solved"),
                            ("partly", "Partly solved"),
                            ("unresolved", "Could not be solved"),
                            ("withdrawn", "Withdrawn by the customer"),
                        ],
                        max_length=12,
                    ),
                ),
                ("note", models.TextField(blank=True)),
                ("compensation_vnd", models.BigIntegerField()),
                (
                    "approval",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="organisation.approval"
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="cases.case"),
                ),
            ],
        ),
    ]
