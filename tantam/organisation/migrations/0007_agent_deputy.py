import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    """Who stands in for somebody whose word is waited for too long."""

    dependencies = [("organisation", "0006_approval_waits_for_a_step")]

    operations = [
        migrations.AddField(
            model_name="agent",
            name="deputy",
            field=models.ForeignKey(
                null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to=settings.AUTH_USER_MODEL
            ),
        ),
    ]
