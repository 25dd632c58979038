import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    """What is done to many tickets at once, ticket by ticket; rows of a deed can be put back one by one."""

    dependencies = [
        ("cases", "0060_tags"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="deedrow",
            name="undone_at",
            field=models.DateTimeField(null=True),
        ),
        migrations.AlterField(
            model_name="deed",
            name="kind",
            field=models.CharField(
                choices=[("assign", "Assigned"), ("tag", "Tagged"), ("urgency", "Urgency set"), ("close", "Closed")],
                max_length=20,
            ),
        ),
        migrations.CreateModel(
            name="BulkAction",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "verb",
                    models.CharField(
                        choices=[
                            ("assign", "Hand over"),
                            ("tag", "Tags"),
                            ("urgency", "Urgency"),
                            ("close", "Close tickets"),
                            ("undo", "Undo"),
                        ],
                        max_length=10,
                    ),
                ),
                ("said", models.JSONField(default=dict)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("chosen", "Not begun"),
                            ("running", "Under way"),
                            ("done", "Done"),
                            ("stopped", "Stopped"),
                        ],
                        default="chosen",
                        max_length=10,
                    ),
                ),
                ("asked", models.IntegerField()),
                ("at", models.DateTimeField()),
                ("begun_at", models.DateTimeField(null=True)),
                ("ended_at", models.DateTimeField(null=True)),
                ("done", models.IntegerField(default=0)),
                ("left", models.IntegerField(default=0)),
                (
                    "by",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "deed",
                    models.OneToOneField(
                        null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="bulk", to="cases.deed"
                    ),
                ),
                (
                    "undoes",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="undoings",
                        to="cases.bulkaction",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="BulkItem",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("seen", models.JSONField(default=dict)),
                (
                    "result",
                    models.CharField(
                        blank=True,
                        choices=[("", "Waiting"), ("done", "Done"), ("left", "Left as it is")],
                        default="",
                        max_length=10,
                    ),
                ),
                ("why", models.CharField(blank=True, max_length=20)),
                (
                    "action",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="items",
                        to="cases.bulkaction",
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name="+", to="cases.case"
                    ),
                ),
            ],
        ),
        migrations.AddIndex(
            model_name="bulkaction",
            index=models.Index(condition=models.Q(("state", "running")), fields=["id"], name="cases_bulk_under_way"),
        ),
        migrations.AddIndex(
            model_name="bulkaction",
            index=models.Index(fields=["by", "-id"], name="cases_bulk_by_person"),
        ),
        migrations.AddConstraint(
            model_name="bulkaction",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "running")), fields=("undoes",), name="cases_bulk_is_undone_once_at_a_time"
            ),
        ),
        migrations.AddIndex(
            model_name="bulkitem",
            index=models.Index(condition=models.Q(("result", "")), fields=["action", "id"], name="cases_bulk_waiting"),
        ),
        migrations.AddIndex(
            model_name="bulkitem",
            index=models.Index(fields=["case"], name="cases_bulk_by_case"),
        ),
        migrations.AddConstraint(
            model_name="bulkitem",
            constraint=models.UniqueConstraint(fields=("action", "case"), name="cases_bulk_holds_a_case_once"),
        ),
    ]
