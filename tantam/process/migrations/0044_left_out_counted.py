from django.db import migrations, models
from django.db.models import Q

#: Of what is kept of each kind by name, as in `actions.left_out`; the rest becomes a number.
NAMED = 20
COUNT = f"""
WITH numbered AS (
  SELECT id, row_number() OVER alike AS place, count(*) OVER (PARTITION BY process_id, firing_id, node, error_code) AS n
  FROM process_startfault WINDOW alike AS (PARTITION BY process_id, firing_id, node, error_code ORDER BY id)
), counted AS (
  UPDATE process_startfault AS fault SET more = numbered.n - {NAMED}, whom = '' FROM numbered
  WHERE numbered.id = fault.id AND numbered.place = {NAMED} + 1
)
DELETE FROM process_startfault AS fault USING numbered WHERE numbered.id = fault.id AND numbered.place > {NAMED} + 1
"""


class Migration(migrations.Migration):
    """Whom a start left out is kept by name up to a bound, and counted beyond it."""

    dependencies = [("process", "0043_versions_tried_with_many_cases")]

    operations = [
        migrations.AddField("startfault", "more", models.PositiveIntegerField(default=0, db_default=0)),
        migrations.RemoveConstraint("startfault", "process_a_subject_fails_once"),
        migrations.RunSQL(COUNT, migrations.RunSQL.noop),
        migrations.AddConstraint(
            "startfault",
            models.UniqueConstraint(
                fields=["process", "node", "whom"],
                condition=Q(firing=None, more=0),
                name="process_a_subject_fails_once",
            ),
        ),
        migrations.AddConstraint(
            "startfault",
            models.UniqueConstraint(
                fields=["process", "node", "error_code"],
                condition=Q(firing=None, more__gt=0),
                name="process_subjects_failing_alike_counted_once",
            ),
        ),
        migrations.AddConstraint(
            "startfault",
            models.UniqueConstraint(
                fields=["firing", "error_code"],
                condition=Q(firing__isnull=False, more__gt=0),
                name="process_left_out_alike_counted_once",
            ),
        ),
    ]
