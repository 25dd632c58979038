import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    """Running instances are brought from one version to another, each by a passage that can be taken back."""

    dependencies = [
        ("process", "0012_signals_and_conditions_awaited"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Changeover",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("node_map", models.JSONField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("moving", "Moving"),
                            ("stopped", "Stopped"),
                            ("done", "Done"),
                            ("returning", "Being taken back"),
                            ("returned", "Taken back"),
                        ],
                        default="moving",
                        max_length=10,
                    ),
                ),
                ("is_going_back", models.BooleanField(default=False)),
                ("until_id", models.BigIntegerField()),
                ("reached_id", models.BigIntegerField(default=0)),
                ("total", models.PositiveIntegerField()),
                ("moved", models.PositiveIntegerField(default=0)),
                ("held", models.PositiveIntegerField(default=0)),
                ("returned", models.PositiveIntegerField(default=0)),
                ("kept", models.PositiveIntegerField(default=0)),
                ("began_at", models.DateTimeField()),
                ("changed_at", models.DateTimeField()),
                (
                    "began_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "new",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="process.version"
                    ),
                ),
                (
                    "old",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="process.version"
                    ),
                ),
                (
                    "process",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="process.process"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Passage",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("instance_id", models.BigIntegerField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("moved", "Moved"),
                            ("held", "Cannot move"),
                            ("returned", "Taken back"),
                            ("kept", "Gone on since"),
                        ],
                        max_length=8,
                    ),
                ),
                ("reasons", models.JSONField(null=True)),
                ("before", models.JSONField(null=True)),
                ("mark", models.BigIntegerField(default=0)),
                (
                    "changeover",
                    models.ForeignKey(
                        db_index=False,
                        db_constraint=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="passages",
                        to="process.changeover",
                    ),
                ),
            ],
        ),
        migrations.AddIndex(
            model_name="changeover",
            index=models.Index(fields=["process", "-began_at"], name="process_changeovers_of"),
        ),
        migrations.AddConstraint(
            model_name="changeover",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state__in", ["moving", "returning"])),
                fields=("process",),
                name="process_one_changeover_at_a_time",
            ),
        ),
        migrations.AddConstraint(
            model_name="changeover",
            constraint=models.CheckConstraint(
                condition=models.Q(("old", models.F("new")), _negated=True),
                name="process_changeover_to_another_version",
            ),
        ),
        migrations.AddIndex(
            model_name="passage",
            index=models.Index(fields=["changeover", "state", "id"], name="process_passages_by_state"),
        ),
        migrations.AddConstraint(
            model_name="passage",
            constraint=models.UniqueConstraint(
                fields=("changeover", "instance_id"), name="process_an_instance_passes_once"
            ),
        ),
    ]
