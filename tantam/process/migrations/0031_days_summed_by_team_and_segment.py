import django.contrib.postgres.fields
from django.db import migrations, models


class Migration(migrations.Migration):
    """Days are summed by team and segment too, to the microsecond; those summed without go, and the next pulse sums all
    of them anew. Until then the visits themselves are read."""

    dependencies = [
        ("process", "0030_calls_rest_while_their_case_moves"),
    ]

    operations = [
        migrations.RunSQL("TRUNCATE process_visitrollup", migrations.RunSQL.noop),
        migrations.RemoveField("visitrollup", "seconds"),
        migrations.AddField("visitrollup", "micros", models.BigIntegerField(default=0), preserve_default=False),
        migrations.CreateModel(
            "VisitDay",
            [
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version_id", models.BigIntegerField()),
                ("on", models.DateField()),
                ("channel", models.CharField(blank=True, max_length=10)),
                ("team", models.CharField(blank=True, max_length=50)),
                ("segment", models.CharField(blank=True, max_length=40)),
                ("nodes", django.contrib.postgres.fields.ArrayField(models.TextField(db_collation="C"))),
                ("ways", django.contrib.postgres.fields.ArrayField(models.TextField(db_collation="C"))),
                ("lengths", django.contrib.postgres.fields.ArrayField(models.BinaryField())),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=["version_id", "on", "team", "segment", "channel"], name="process_one_row_a_day_and_part"
                    ),
                ]
            },
        ),
    ]
