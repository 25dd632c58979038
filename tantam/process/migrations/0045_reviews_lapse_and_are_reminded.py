from django.db import migrations, models

#: What was asked before was asked about the drawing as it stands, or as it stood when the word was said.
_ASKED = """
UPDATE process_review SET asked_revision = coalesce(process_review.revision, version.revision)
FROM process_version version WHERE version.id = process_review.version_id
"""


class Migration(migrations.Migration):
    """A question lapses with the drawing it was about, has a day, is reminded of; its answer is heard."""

    dependencies = [("process", "0044_left_out_counted")]

    operations = [
        migrations.AddField("review", "asked_revision", models.PositiveIntegerField(default=1)),
        migrations.AddField("review", "due_on", models.DateField(null=True)),
        migrations.AddField("review", "reminded_at", models.DateTimeField(null=True)),
        migrations.AddField("review", "heard_at", models.DateTimeField(null=True)),
        migrations.RunSQL(_ASKED, migrations.RunSQL.noop),
        # What was said before there was a place to take note of it is no news.
        migrations.RunSQL("UPDATE process_review SET heard_at = said_at", migrations.RunSQL.noop),
    ]
