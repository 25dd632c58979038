from django.db import migrations, models


class Migration(migrations.Migration):
    """When somebody else was asked because the time had run out."""

    dependencies = [("organisation", "0007_agent_deputy")]

    operations = [
        migrations.AddField(model_name="approval", name="passed_on_at", field=models.DateTimeField(null=True)),
    ]
