from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("organisation", "0005_token_requests_over_all_processes")]

    operations = [
        migrations.AddField(
            "approval", "waits", models.CharField(max_length=60, blank=True, default=""), preserve_default=False
        ),
        migrations.AddConstraint(
            "approval",
            models.UniqueConstraint(
                fields=["waits"],
                condition=Q(decided_at=None, withdrawn_at=None) & ~Q(waits=""),
                name="organisation_one_open_approval_for_what_waits",
            ),
        ),
    ]
