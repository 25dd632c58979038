from django.db import migrations

CLOCKS = """
UPDATE cases_clock SET due_at = token.due_at, warn_at = cases_clock.warn_at + (token.due_at - cases_clock.due_at)
FROM process_token token
WHERE token.id = cases_clock.token_id AND cases_clock.kind = 'step' AND token.state = 'waiting'
  AND cases_clock.stopped_at IS NULL AND cases_clock.paused_at IS NULL AND cases_clock.breached_at IS NULL
  AND token.resolution_due_at > cases_clock.due_at
"""
TICKETS = """
UPDATE cases_case SET due_at = nearest.due_at
FROM (
    SELECT case_id, min(due_at) FILTER (WHERE paused_at IS NULL) AS due_at, bool_or(kind = 'step') AS has_step
    FROM cases_clock WHERE stopped_at IS NULL GROUP BY case_id
) AS nearest
WHERE cases_case.id = nearest.case_id AND has_step AND cases_case.state IN ('open', 'waiting')
  AND cases_case.due_at IS DISTINCT FROM nearest.due_at
"""


class Migration(migrations.Migration):
    """The clock of a step runs until it is to be done, as its work does; tickets follow their clocks."""

    dependencies = [
        ("cases", "0045_levels_come_in_editions"),
        ("process", "0057_work_is_due_when_it_is_to_be_done"),
    ]

    operations = [
        migrations.RunSQL(CLOCKS, migrations.RunSQL.noop),
        migrations.RunSQL(TICKETS, migrations.RunSQL.noop),
    ]
