from django.db import migrations, models

STATES = [
    ("waiting", "Work to do"),
    ("timer", "Waiting for a time"),
    ("message", "Waiting for a message"),
    ("signal", "Waiting for a signal"),
    ("condition", "Waiting until a condition holds"),
    ("occurred", "One of several events has come"),
    ("action", "An action under way"),
    ("calling", "Another process under way"),
    ("incident", "Incident"),
    ("joining", "Waiting for the other paths"),
    ("inside", "Inside"),
    ("choosing", "Waiting for the first event"),
    ("undoing", "Compensation under way"),
]


class Migration(migrations.Migration):
    """A token may wait for a signal or a condition, for one of several events, and its timer may repeat."""

    dependencies = [("process", "0008_index_only_what_is_looked_up")]

    operations = [
        migrations.AddField("token", "definition", models.PositiveSmallIntegerField(default=0, db_default=0)),
        migrations.AddField("token", "repeats", models.IntegerField(null=True)),
        migrations.AlterField("token", "state", models.CharField(choices=STATES, max_length=10)),
    ]
