import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

CHANNELS = [
    ("email", "E-mail"),
    ("zalo", "Zalo"),
    ("facebook", "Facebook"),
    ("phone", "Phone"),
    ("sms", "SMS"),
    ("chat", "Web chat"),
    ("web", "Web form"),
    ("counter", "Counter"),
    ("api", "API"),
    ("internal", "Internal"),
]
PROTECT = django.db.models.deletion.PROTECT


def _edition(name: str) -> models.ForeignKey:
    return models.ForeignKey(null=True, on_delete=PROTECT, related_name=name, to="cases.leveledition")


class Migration(migrations.Migration):
    """Service levels change in editions: what was promised before keeps the level that promised it."""

    dependencies = [
        ("cases", "0044_missed_promises_go_up_the_line"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="LevelEdition",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveIntegerField(unique=True)),
                ("at", models.DateTimeField()),
                ("reason", models.CharField(blank=True, max_length=300)),
                ("reckons_open", models.BooleanField(default=False)),
                ("reckoned_to", models.BigIntegerField(default=0)),
                ("changed", models.PositiveIntegerField(default=0)),
                ("reckoned_at", models.DateTimeField(null=True)),
                (
                    "by",
                    models.ForeignKey(null=True, on_delete=PROTECT, related_name="+", to=settings.AUTH_USER_MODEL),
                ),
            ],
        ),
        migrations.AddField(
            "servicelevel",
            "channel_kind",
            models.CharField(blank=True, choices=CHANNELS, db_default="", default="", max_length=10),
        ),
        migrations.AddField("servicelevel", "begun", _edition("begun")),
        migrations.AddField("servicelevel", "ended", _edition("ended")),
        migrations.AlterField(
            "servicelevel",
            "segment",
            models.ForeignKey(null=True, on_delete=PROTECT, related_name="+", to="customers.segment"),
        ),
        migrations.AddIndex(
            "servicelevel",
            models.Index(condition=models.Q(ended=None), fields=["rank"], name="cases_levels_that_hold"),
        ),
    ]
