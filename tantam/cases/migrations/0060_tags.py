import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.db.models.deletion
from django.conf import settings
from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    """Words on tickets. The column has a default of the database, so no row is written."""

    atomic = False
    dependencies = [("cases", "0059_deeds_can_be_taken_back")]

    operations = [
        migrations.CreateModel(
            name="Tag",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=40)),
                ("folded", models.CharField(max_length=40, unique=True)),
                ("at", models.DateTimeField()),
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
            ],
        ),
        migrations.AddField(
            "case",
            "tag_ids",
            django.contrib.postgres.fields.ArrayField(base_field=models.BigIntegerField(), db_default=[], default=list),
        ),
        migrations.AlterField(
            "deed",
            "kind",
            models.CharField(choices=[("assign", "Assigned"), ("tag", "Tagged")], max_length=20),
        ),
        AddIndexConcurrently(
            "case",
            django.contrib.postgres.indexes.GinIndex(
                condition=models.Q(tag_ids=[], _negated=True), fields=["tag_ids"], name="cases_tagged"
            ),
        ),
    ]
