import django.db.models.deletion
from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    """A clock knows which level promised it, how long it stood still and who up the line has heard that it was missed."""

    atomic = False
    dependencies = [("cases", "0040_how_work_is_given_out")]

    operations = [
        migrations.AddField(
            "clock",
            "level",
            models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="cases.servicelevel",
            ),
        ),
        migrations.AddField("clock", "paused_seconds", models.PositiveIntegerField(db_default=0, default=0)),
        migrations.AddField("clock", "escalate_at", models.DateTimeField(null=True)),
        migrations.AddField("clock", "escalated", models.PositiveSmallIntegerField(db_default=0, default=0)),
        migrations.AddField("escalation", "step", models.PositiveSmallIntegerField(db_default=0, default=0)),
        migrations.CreateModel(
            name="EscalationStep",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveSmallIntegerField(unique=True)),
                ("after_minutes", models.PositiveIntegerField()),
            ],
        ),
        AddIndexConcurrently(
            "clock",
            models.Index(
                condition=models.Q(stopped_at=None, paused_at=None, escalate_at__isnull=False),
                fields=["escalate_at"],
                name="cases_clocks_to_take_higher",
            ),
        ),
    ]
