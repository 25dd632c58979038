from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    """A call outside that rests goes along to another version, and its step is asked anew there."""

    dependencies = [
        ("process", "0029_days_summed_by_channel"),
    ]

    operations = [
        migrations.AlterField(
            "outsidecall",
            "state",
            models.CharField(
                choices=[
                    ("waiting", "Waiting"),
                    ("calling", "Calling"),
                    ("answered", "Answered"),
                    ("failed", "Failed"),
                    ("withdrawn", "Withdrawn"),
                    ("moved", "Moved"),
                ],
                default="waiting",
                max_length=9,
            ),
        ),
        migrations.RemoveIndex("outsidecall", "process_calls_due"),
        migrations.AddIndex(
            "outsidecall",
            models.Index(
                fields=["next_at"],
                condition=Q(state__in=["waiting", "answered", "moved"]),
                name="process_calls_due",
            ),
        ),
    ]
