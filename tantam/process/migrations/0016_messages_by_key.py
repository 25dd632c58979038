from django.db import migrations, models


class Migration(migrations.Migration):
    """A wait for a message may name the key by which the message finds it."""

    dependencies = [
        ("process", "0015_calls_outside"),
    ]

    operations = [
        migrations.AddField(
            model_name="token",
            name="correlation",
            field=models.TextField(blank=True, db_collation="C", db_default="", default=""),
        ),
        migrations.AddIndex(
            model_name="token",
            index=models.Index(
                condition=models.Q(("state", "message"), models.Q(("correlation", ""), _negated=True)),
                fields=["correlation", "wait_key"],
                name="process_messages_by_key",
            ),
        ),
    ]
