import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """What begins by a time or by a condition: when it is due, what has fired, for whom it has begun."""

    dependencies = [
        ("process", "0036_values_mended"),
    ]

    operations = [
        migrations.CreateModel(
            name="Firing",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("node", models.TextField(db_collation="C")),
                ("definition", models.PositiveSmallIntegerField(default=0)),
                ("kind", models.CharField(choices=[("time", "By time"), ("condition", "By condition")], max_length=9)),
                ("of", models.CharField(blank=True, max_length=40)),
                ("due_at", models.DateTimeField()),
                ("at", models.DateTimeField()),
                ("missed", models.PositiveIntegerField(default=0)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("running", "Under way"),
                            ("done", "Done"),
                            ("stopped", "Stopped: no longer in force"),
                            ("failed", "Failed"),
                        ],
                        default="running",
                        max_length=8,
                    ),
                ),
                ("first", models.BigIntegerField(default=0)),
                ("cursor", models.BigIntegerField(default=0)),
                ("is_around", models.BooleanField(default=False)),
                ("begun", models.PositiveIntegerField(default=0)),
                ("failed", models.PositiveIntegerField(default=0)),
                ("left", models.PositiveIntegerField(default=0)),
                ("tries", models.PositiveSmallIntegerField(default=0)),
                ("next_at", models.DateTimeField()),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "process",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="process.process"
                    ),
                ),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="process.version"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="StandsTrue",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("node", models.TextField(db_collation="C")),
                ("definition", models.PositiveSmallIntegerField(default=0)),
                ("whom", models.CharField(max_length=60)),
                ("since", models.DateTimeField()),
                ("seen", models.BigIntegerField(null=True)),
                (
                    "process",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="process.process",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="StartFault",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("node", models.TextField(db_collation="C")),
                ("whom", models.CharField(blank=True, max_length=60)),
                ("error_code", models.CharField(max_length=60)),
                ("error", models.TextField()),
                ("error_en", models.TextField(blank=True)),
                ("at", models.DateTimeField()),
                (
                    "firing",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="faults",
                        to="process.firing",
                    ),
                ),
                (
                    "process",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="process.process"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="ArmedStart",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("node", models.TextField(db_collation="C")),
                ("definition", models.PositiveSmallIntegerField(default=0)),
                ("kind", models.CharField(choices=[("time", "By time"), ("condition", "By condition")], max_length=9)),
                ("of", models.CharField(blank=True, max_length=40)),
                ("rule", models.CharField(max_length=64)),
                ("due_at", models.DateTimeField(null=True)),
                ("last_due_at", models.DateTimeField(null=True)),
                ("times", models.PositiveIntegerField(default=0)),
                ("followed", models.BigIntegerField(null=True)),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="process.version"
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("due_at__isnull", False)), fields=["due_at"], name="process_starts_by_due"
                    ),
                    models.Index(
                        condition=models.Q(("kind", "condition"), ("of", "")),
                        fields=["kind"],
                        name="process_starts_by_condition",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("version", "node", "definition"), name="process_a_start_is_armed_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Begun",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("node", models.TextField(db_collation="C")),
                ("due_at", models.DateTimeField()),
                ("whom", models.CharField(blank=True, max_length=60)),
                ("subject", models.CharField(blank=True, max_length=60)),
                (
                    "process",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="process.process",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("process", "node", "due_at", "whom"), name="process_begun_once")
                ],
            },
        ),
        migrations.AddIndex(
            model_name="firing",
            index=models.Index(
                condition=models.Q(("state", "running")), fields=["next_at", "id"], name="process_firings_under_way"
            ),
        ),
        migrations.AddIndex(
            model_name="firing",
            index=models.Index(fields=["process", "-at"], name="process_firings_of_process"),
        ),
        migrations.AddIndex(
            model_name="firing",
            index=models.Index(fields=["process", "node", "-due_at"], name="process_firings_of_start"),
        ),
        migrations.AddConstraint(
            model_name="firing",
            constraint=models.UniqueConstraint(
                fields=("version", "node", "definition", "due_at"), name="process_a_start_fires_once_a_time"
            ),
        ),
        migrations.AddConstraint(
            model_name="standstrue",
            constraint=models.UniqueConstraint(
                fields=("process", "node", "definition", "whom"), name="process_stands_true_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="startfault",
            constraint=models.UniqueConstraint(
                condition=models.Q(("firing", None)),
                fields=("process", "node", "whom"),
                name="process_a_subject_fails_once",
            ),
        ),
    ]
