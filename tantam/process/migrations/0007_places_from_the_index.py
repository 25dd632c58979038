from django.contrib.postgres.operations import AddIndexConcurrently, RemoveIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    """What stands where is counted, and the longest waiting is found, without a look at each token."""

    atomic = False
    dependencies = [("process", "0006_one_open_incident_a_token")]

    operations = [
        AddIndexConcurrently(
            model_name="token",
            index=models.Index(
                fields=["version", "node", "entered_at", "id"],
                include=["state", "due_at", "flow", "attached_to_id"],
                condition=models.Q(attached_to_id=None) | models.Q(state="incident"),
                name="process_tokens_standing",
            ),
        ),
        RemoveIndexConcurrently(model_name="token", name="process_tokens_on_diagram"),
    ]
