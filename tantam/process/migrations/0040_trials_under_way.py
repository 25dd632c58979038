from django.db import migrations

# what is on trial already has chosen nothing to be judged by: its figures are shown, nothing is concluded
UNDER_WAY = """
INSERT INTO process_trial (version_id, control_id, measure, guards, shares, begun_at, end_reason)
SELECT tried.id, beside.id, '', '[]', jsonb_build_array(jsonb_build_array(
    to_char(coalesce(tried.published_at, now()) AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"+00:00"'), tried.share
  )), coalesce(tried.published_at, now()), ''
FROM process_version tried
JOIN process_version beside ON beside.process_id = tried.process_id AND beside.state = 'published'
WHERE tried.state = 'trial'
"""


class Migration(migrations.Migration):
    """Versions that are on trial get the row of their trial."""

    dependencies = [("process", "0039_trials")]

    operations = [migrations.RunSQL(UNDER_WAY, migrations.RunSQL.noop)]
