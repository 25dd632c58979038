import django.contrib.postgres.fields
import django.core.validators
import django.db.models.deletion
import uuid
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    """A draft holds all that an answer holds and waits to leave; its files and the own time to undo."""

    dependencies = [
        ("cases", "0032_counts_know_what_is_private"),
        ("core", "0002_first"),
        ("organisation", "0014_notices"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="DraftFile",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, unique=True)),
                ("filename", models.CharField(blank=True, max_length=255)),
                ("content_type", models.CharField(blank=True, max_length=127)),
            ],
        ),
        migrations.CreateModel(
            name="SendingChoice",
            fields=[
                (
                    "agent",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "undo_seconds",
                    models.PositiveSmallIntegerField(validators=[django.core.validators.MaxValueValidator(30)]),
                ),
            ],
        ),
        migrations.RemoveConstraint(
            model_name="draft",
            name="cases_one_draft_each",
        ),
        migrations.AddField(
            model_name="draft",
            name="bcc",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(max_length=254), default=list, size=None
            ),
        ),
        migrations.AddField(
            model_name="draft",
            name="cc",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(max_length=254), default=list, size=None
            ),
        ),
        migrations.AddField(
            model_name="draft",
            name="heard",
            field=models.PositiveIntegerField(default=0),
        ),
        migrations.AddField(
            model_name="draft",
            name="held",
            field=models.CharField(blank=True, max_length=12),
        ),
        migrations.AddField(
            model_name="draft",
            name="held_because",
            field=models.CharField(blank=True, max_length=300),
        ),
        migrations.AddField(
            model_name="draft",
            name="html",
            field=models.TextField(blank=True),
        ),
        migrations.AddField(
            model_name="draft",
            name="key",
            field=models.UUIDField(null=True),
        ),
        migrations.AddField(
            model_name="draft",
            name="language",
            field=models.CharField(blank=True, max_length=5),
        ),
        migrations.AddField(
            model_name="draft",
            name="leaves_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="draft",
            name="revision",
            field=models.PositiveIntegerField(default=1),
        ),
        migrations.AddField(
            model_name="draft",
            name="sent_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddField(
            model_name="draft",
            name="step_data",
            field=models.JSONField(null=True),
        ),
        migrations.AddField(
            model_name="draft",
            name="then_close",
            field=models.CharField(
                blank=True,
                choices=[
                    ("resolved", "Solved"),
                    ("partly", "Partly solved"),
                    ("unresolved", "Could not be solved"),
                    ("withdrawn", "Withdrawn by the customer"),
                ],
                max_length=12,
            ),
        ),
        migrations.AddField(
            model_name="draft",
            name="to",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(max_length=254), default=list, size=None
            ),
        ),
        migrations.AddField(
            model_name="draft",
            name="via",
            field=models.CharField(
                blank=True,
                choices=[
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
                ],
                max_length=10,
            ),
        ),
        migrations.AlterField(
            model_name="draft",
            name="text",
            field=models.TextField(blank=True),
        ),
        migrations.AddIndex(
            model_name="draft",
            index=models.Index(
                condition=models.Q(("held", ""), ("leaves_at__isnull", False)),
                fields=["leaves_at"],
                name="cases_drafts_due",
            ),
        ),
        migrations.AddIndex(
            model_name="draft",
            index=models.Index(
                condition=models.Q(("held", ""), ("leaves_at", None), _negated=True),
                fields=["author", "leaves_at"],
                name="cases_drafts_sent_off",
            ),
        ),
        migrations.AddConstraint(
            model_name="draft",
            constraint=models.UniqueConstraint(
                condition=models.Q(("held", ""), ("leaves_at", None)),
                fields=("case", "author"),
                name="cases_one_draft_each",
            ),
        ),
        migrations.AddConstraint(
            model_name="draft",
            constraint=models.UniqueConstraint(
                condition=models.Q(("key__isnull", False), models.Q(("held", ""), ("leaves_at", None), _negated=True)),
                fields=("key",),
                name="cases_sent_off_once",
            ),
        ),
        migrations.AddField(
            model_name="draftfile",
            name="draft",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="files", to="cases.draft"
            ),
        ),
        migrations.AddField(
            model_name="draftfile",
            name="file",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="core.storedfile"
            ),
        ),
        migrations.AddConstraint(
            model_name="sendingchoice",
            constraint=models.CheckConstraint(
                condition=models.Q(("undo_seconds__lte", 30)), name="cases_undo_takes_seconds"
            ),
        ),
    ]
