import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

PERSON = {"db_index": False, "on_delete": django.db.models.deletion.PROTECT, "related_name": "+"}
KEY = ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID"))


class Migration(migrations.Migration):
    """What people do to tickets is kept so that it can be taken back."""

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("cases", "0054_filters_from_the_index"),
    ]

    operations = [
        migrations.CreateModel(
            name="Deed",
            fields=[
                KEY,
                ("kind", models.CharField(choices=[("assign", "Assigned")], max_length=20)),
                ("at", models.DateTimeField()),
                ("until", models.DateTimeField()),
                ("undone_at", models.DateTimeField(null=True)),
                ("by", models.ForeignKey(to=settings.AUTH_USER_MODEL, **PERSON)),
                ("undone_by", models.ForeignKey(null=True, to=settings.AUTH_USER_MODEL, **PERSON)),
            ],
            options={"indexes": [models.Index(fields=["until"], name="cases_deeds_by_end")]},
        ),
        migrations.CreateModel(
            name="DeedRow",
            fields=[
                KEY,
                ("before", models.JSONField()),
                ("after", models.JSONField()),
                (
                    "case",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="cases.case"),
                ),
                (
                    "deed",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="rows", to="cases.deed"
                    ),
                ),
            ],
        ),
    ]
