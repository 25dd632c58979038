import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """What was done, set against the drawing: paths with their alignments, and which run walked which."""

    dependencies = [
        ("process", "0037_starts_by_themselves"),
    ]

    operations = [
        migrations.CreateModel(
            name="Mining",
            fields=[
                (
                    "version",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to="process.version",
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("reading", "Reading"),
                            ("aligning", "Aligning"),
                            ("done", "Done"),
                            ("broken", "Broken"),
                        ],
                        default="reading",
                        max_length=8,
                    ),
                ),
                ("net", models.CharField(blank=True, max_length=64)),
                ("reached_at", models.DateTimeField(null=True)),
                ("began_at", models.DateTimeField()),
                ("looked_at", models.DateTimeField()),
                ("wanted_at", models.DateTimeField(null=True)),
                ("computed_at", models.DateTimeField(null=True)),
                ("spent_seconds", models.FloatField(default=0)),
            ],
        ),
        migrations.CreateModel(
            name="WalkedPath",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("digest", models.CharField(max_length=64)),
                (
                    "steps",
                    django.contrib.postgres.fields.ArrayField(base_field=models.TextField(db_collation="C"), size=None),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[("waiting", "Waiting"), ("aligned", "Aligned"), ("beyond", "Beyond")],
                        default="waiting",
                        max_length=7,
                    ),
                ),
                ("cost", models.PositiveIntegerField(null=True)),
                ("worst", models.PositiveIntegerField(null=True)),
                ("moves", models.JSONField(null=True)),
                (
                    "version",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="process.version",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Walk",
            fields=[
                ("instance_id", models.BigIntegerField(primary_key=True, serialize=False)),
                ("subject", models.CharField(max_length=60)),
                ("ended_at", models.DateTimeField()),
                ("channel", models.CharField(blank=True, max_length=10)),
                ("segment", models.CharField(blank=True, max_length=40)),
                ("team", models.CharField(blank=True, max_length=50)),
                (
                    "version",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="process.version",
                    ),
                ),
                (
                    "path",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="walks", to="process.walkedpath"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="PathStep",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("drawn", "Drawn"),
                            ("skipped", "Skipped"),
                            ("moved", "Moved"),
                            ("repeated", "Repeated"),
                            ("extra", "Extra"),
                            ("unknown", "Unknown"),
                        ],
                        max_length=8,
                    ),
                ),
                ("node", models.TextField(db_collation="C")),
                ("after", models.TextField(blank=True, db_collation="C")),
                ("times", models.PositiveIntegerField()),
                (
                    "path",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="elements",
                        to="process.walkedpath",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Handing",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("between", models.CharField(choices=[("people", "People"), ("teams", "Teams")], max_length=6)),
                ("source", models.CharField(max_length=50)),
                ("target", models.CharField(max_length=50)),
                ("times", models.PositiveIntegerField()),
                (
                    "walk",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name="+", to="process.walk"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("walk", "between", "source", "target"), name="process_a_handing_once"
                    )
                ],
            },
        ),
        migrations.AddIndex(
            model_name="walkedpath",
            index=models.Index(
                condition=models.Q(("state", "waiting")), fields=["version"], name="process_paths_waiting"
            ),
        ),
        migrations.AddConstraint(
            model_name="walkedpath",
            constraint=models.UniqueConstraint(fields=("version", "digest"), name="process_a_path_once"),
        ),
        migrations.AddConstraint(
            model_name="walkedpath",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("cost__isnull", False),
                        ("moves__isnull", False),
                        ("state", "aligned"),
                        ("worst__isnull", False),
                    ),
                    models.Q(
                        models.Q(("state", "aligned"), _negated=True), ("cost", None), ("moves", None), ("worst", None)
                    ),
                    _connector="OR",
                ),
                name="process_an_aligned_path_has_its_alignment",
            ),
        ),
        migrations.AddIndex(
            model_name="walk",
            index=models.Index(
                fields=["version", "ended_at"],
                include=("path", "channel", "segment", "team"),
                name="process_walks_of_version",
            ),
        ),
        migrations.AddConstraint(
            model_name="pathstep",
            constraint=models.UniqueConstraint(
                fields=("path", "kind", "node", "after"), name="process_an_element_of_a_path_once"
            ),
        ),
    ]
