import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """What an instance can compensate has rows of its own, read only when something is compensated."""

    dependencies = [
        ("process", "0017_gatherings"),
    ]

    operations = [
        migrations.CreateModel(
            name="Completion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.BigIntegerField()),
                ("node", models.TextField(db_collation="C")),
                ("scope_id", models.BigIntegerField()),
                ("at", models.DateTimeField()),
                ("variables", models.JSONField(default=dict)),
                ("inside_id", models.BigIntegerField(null=True)),
                (
                    "instance",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="process.instance",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["instance", "scope_id", "id"], name="process_completions_of_scope")],
            },
        ),
    ]
