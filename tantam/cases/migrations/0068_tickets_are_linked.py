import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

CASE = {"on_delete": django.db.models.deletion.CASCADE, "related_name": "+", "to": "cases.case"}


class Migration(migrations.Migration):
    """Two tickets have to do with each other."""

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("cases", "0067_merged_tickets_are_found"),
    ]

    operations = [
        migrations.CreateModel(
            name="CaseLink",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField()),
                (
                    "by",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("one", models.ForeignKey(db_index=False, **CASE)),
                ("other", models.ForeignKey(**CASE)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("one", "other"), name="cases_linked_once"),
                    models.CheckConstraint(condition=models.Q(one__lt=models.F("other")), name="cases_linked_in_order"),
                ],
            },
        ),
    ]
