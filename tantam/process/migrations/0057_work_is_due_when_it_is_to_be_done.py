from django.db import migrations

DUE_WHEN_DONE = """
UPDATE process_token SET due_at = resolution_due_at
WHERE state = 'waiting' AND due_at = response_due_at AND resolution_due_at IS NOT NULL
"""


class Migration(migrations.Migration):
    """Work that stands is due when its step is to be done, no longer when somebody is to respond."""

    dependencies = [("process", "0056_drafts_know_what_they_began_from")]

    operations = [migrations.RunSQL(DUE_WHEN_DONE, migrations.RunSQL.noop)]
