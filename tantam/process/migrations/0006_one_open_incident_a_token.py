from django.db import migrations, models
from django.db.models import Q

#: A release before this one could leave rows open whose token had gone on, or two for one token.
SETTLE_WHAT_IS_OVER = """
UPDATE process_incident AS old SET settled_at = now()
WHERE old.settled_at IS NULL AND (
    NOT EXISTS (SELECT FROM process_token AS token WHERE token.id = old.token_id AND token.state = 'incident')
    OR EXISTS (
        SELECT FROM process_incident AS newer
        WHERE newer.token_id = old.token_id AND newer.settled_at IS NULL AND newer.id > old.id
    )
)
"""


class Migration(migrations.Migration):
    # The rows are settled in a transaction of their own, before the constraint looks at them.
    atomic = False

    dependencies = [("process", "0005_incident_tried_again")]

    operations = [
        migrations.RunSQL(SETTLE_WHAT_IS_OVER, migrations.RunSQL.noop),
        migrations.AddConstraint(
            "incident",
            models.UniqueConstraint(
                fields=["token_id"], condition=Q(settled_at=None), name="process_a_token_has_one_open_incident"
            ),
        ),
    ]
