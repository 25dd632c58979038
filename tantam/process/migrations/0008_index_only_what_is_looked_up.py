"""An index costs each mail and each answer: those that no question uses, or that another one covers, are dropped.

Dropped by name, as altering the fields would check every foreign key anew.
"""

import django.db.models.deletion
from django.db import migrations, models

DROPPED = [
    ("process_instance", "version_id", "process_instance_version_id_5d160d4c"),
    ("process_token", "version_id", "process_token_version_id_82baa501"),
]


class Migration(migrations.Migration):
    dependencies = [
        ("process", "0007_places_from_the_index"),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[
                migrations.RunSQL(f"DROP INDEX IF EXISTS {name}", f"CREATE INDEX {name} ON {table} ({column})")
                for table, column, name in DROPPED
            ],
            state_operations=[
                migrations.AlterField(
                    model_name="instance",
                    name="version",
                    field=models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="process.version",
                    ),
                ),
                migrations.AlterField(
                    model_name="token",
                    name="version",
                    field=models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="process.version",
                    ),
                ),
            ],
        )
    ]
