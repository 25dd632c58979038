from django.db import migrations, models


class Migration(migrations.Migration):
    """The clock of a step knows whether it stands still while the customer is waited for."""

    dependencies = [("cases", "0046_steps_are_due_when_they_are_to_be_done")]

    operations = [
        migrations.AddField("clock", "waits_for_customer", models.BooleanField(default=False, db_default=False))
    ]
