from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    """A version may take a share of what begins, beside the published one."""

    dependencies = [("process", "0013_running_cases_change_over")]

    operations = [
        migrations.AddField("version", "share", models.PositiveSmallIntegerField(null=True)),
        migrations.AlterField(
            "version",
            "state",
            models.CharField(
                choices=[
                    ("draft", "Draft"),
                    ("trial", "On trial"),
                    ("published", "Published"),
                    ("retired", "Retired"),
                ],
                default="draft",
                max_length=10,
            ),
        ),
        migrations.AddConstraint(
            "version",
            models.UniqueConstraint(fields=["process"], condition=Q(state="trial"), name="process_one_trial"),
        ),
        migrations.AddConstraint(
            "version",
            models.CheckConstraint(
                condition=Q(state="trial", share__isnull=False, share__range=(1, 99))
                | (~Q(state="trial") & Q(share=None)),
                name="process_a_trial_has_its_share",
            ),
        ),
    ]
