import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

PERSON = {"db_index": False, "on_delete": django.db.models.deletion.PROTECT, "related_name": "+"}


class Migration(migrations.Migration):
    """A ticket is merged into another: what was done, and where each line of the stream is at home. The column is empty
    everywhere, so no row is written."""

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("cases", "0063_classifying_is_taken_back"),
    ]

    operations = [
        migrations.AddField(
            "entry",
            "came_from",
            models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="cases.case",
            ),
        ),
        migrations.CreateModel(
            name="Merge",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField()),
                ("until", models.DateTimeField()),
                ("undone_at", models.DateTimeField(null=True)),
                ("kept", models.JSONField(default=dict)),
                ("by", models.ForeignKey(to=settings.AUTH_USER_MODEL, **PERSON)),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="merges", to="cases.case"
                    ),
                ),
                (
                    "into",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="cases.case",
                    ),
                ),
                ("undone_by", models.ForeignKey(null=True, to=settings.AUTH_USER_MODEL, **PERSON)),
            ],
            options={
                "indexes": [
                    models.Index(condition=models.Q(undone_at=None), fields=["into"], name="cases_merges_into")
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(undone_at=None), fields=("case",), name="cases_merged_once"
                    )
                ],
            },
        ),
    ]
