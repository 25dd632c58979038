import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

BECAUSE = [
    ("named", "Named"),
    ("assigned", "In charge"),
    ("shared", "Shared with"),
    ("mentioned", "Mentioned"),
    ("asked", "Asked for a word"),
    ("inherited", "Takes over"),
    ("unlocked", "Opened with a reason"),
]
CASCADE = django.db.models.deletion.CASCADE


def _id() -> tuple[str, models.BigAutoField]:
    return "id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")


def _of(to: str, *, db_index: bool = True) -> models.ForeignKey:
    return models.ForeignKey(db_index=db_index, on_delete=CASCADE, related_name="+", to=to)


class Migration(migrations.Migration):
    """Who may see a case by name, who follows it, who was called in a note."""

    dependencies = [
        ("cases", "0030_cases_may_be_private"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="CaseAccess",
            fields=[
                _id(),
                ("case", _of("cases.case")),
                ("agent", _of(settings.AUTH_USER_MODEL, db_index=False)),
                ("because", models.CharField(choices=BECAUSE, max_length=10)),
                (
                    "by",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("at", models.DateTimeField()),
                ("until", models.DateTimeField(null=True)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("agent", "case"), include=("until",), name="cases_one_access_each")
                ]
            },
        ),
        migrations.CreateModel(
            name="Following",
            fields=[
                _id(),
                ("case", _of("cases.case")),
                ("agent", _of(settings.AUTH_USER_MODEL, db_index=False)),
                ("since", models.DateTimeField()),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("agent", "case"), name="cases_followed_once_each")]
            },
        ),
        migrations.CreateModel(
            name="Mention",
            fields=[
                _id(),
                ("entry", _of("cases.entry")),
                ("case", _of("cases.case")),
                ("agent", _of(settings.AUTH_USER_MODEL, db_index=False)),
            ],
            options={
                "indexes": [models.Index(fields=["agent", "case"], name="cases_mentions_of_agent")],
                "constraints": [models.UniqueConstraint(fields=("entry", "agent"), name="cases_mentioned_once_a_note")],
            },
        ),
    ]
