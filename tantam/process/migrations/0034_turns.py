import django.db.models.deletion
from django.db import migrations, models


def of_instance():
    return models.ForeignKey(
        db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name="+", to="process.instance"
    )


class Migration(migrations.Migration):
    """Turns of repeated activities, what they begin with and what they gave, have rows of their own."""

    dependencies = [
        ("process", "0033_connections_by_oauth2"),
    ]

    operations = [
        migrations.CreateModel(
            "Turn",
            [
                ("id", models.BigIntegerField(primary_key=True, serialize=False)),
                ("node", models.TextField(db_collation="C")),
                ("loop_id", models.BigIntegerField()),
                ("opened_at", models.DateTimeField()),
                ("variables", models.JSONField(default=dict)),
                ("instance", of_instance()),
            ],
            options={"indexes": [models.Index(fields=["instance", "id"], name="process_turns_of_instance")]},
        ),
        migrations.CreateModel(
            "TurnValue",
            [
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("loop_id", models.BigIntegerField()),
                ("is_result", models.BooleanField()),
                ("number", models.PositiveIntegerField()),
                ("value", models.JSONField()),
                ("instance", of_instance()),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=["instance", "loop_id", "is_result", "number"], name="process_a_turn_gives_once"
                    ),
                ]
            },
        ),
    ]
