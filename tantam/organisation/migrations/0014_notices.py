import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


def _id() -> tuple[str, models.BigAutoField]:
    return "id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")


def _agent() -> tuple[str, models.ForeignKey]:
    return "agent", models.ForeignKey(
        db_index=False,
        on_delete=django.db.models.deletion.CASCADE,
        related_name="+",
        to=settings.AUTH_USER_MODEL,
    )


class Migration(migrations.Migration):
    """What people are told of, and what they do not want to hear of."""

    dependencies = [("organisation", "0013_policies")]

    operations = [
        migrations.CreateModel(
            name="Notice",
            fields=[
                _id(),
                _agent(),
                ("kind", models.CharField(max_length=30)),
                ("subject", models.CharField(max_length=60)),
                ("said", models.JSONField(default=dict)),
                ("times", models.PositiveIntegerField(default=1)),
                ("at", models.DateTimeField()),
                ("seen_at", models.DateTimeField(null=True)),
            ],
            options={
                "indexes": [
                    models.Index(fields=["agent", "-at", "-id"], name="organisation_notices"),
                    models.Index(fields=["subject"], name="organisation_notices_of"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("agent", "kind", "subject"),
                        condition=models.Q(seen_at=None),
                        name="organisation_told_once_until_seen",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="MutedNotice",
            fields=[_id(), _agent(), ("kind", models.CharField(max_length=30))],
            options={
                "constraints": [models.UniqueConstraint(fields=("agent", "kind"), name="organisation_muted_once")]
            },
        ),
    ]
