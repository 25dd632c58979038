from django.db import migrations, models


class Migration(migrations.Migration):
    """Work may stand still while the customer is waited for."""

    dependencies = [("process", "0057_work_is_due_when_it_is_to_be_done")]

    operations = [migrations.AddField("token", "paused_at", models.DateTimeField(null=True))]
