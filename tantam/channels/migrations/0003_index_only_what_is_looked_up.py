"""An index costs each mail and each answer: those that no question uses, or that another one covers, are dropped.

Dropped by name, as altering the fields would check every foreign key anew.
"""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

DROPPED = [
    ("channels_message", "channel_id", "channels_message_channel_id_8465f8de"),
    ("channels_message", "customer_id", "channels_message_customer_id_03ad3d1d"),
    ("channels_message", "author_id", "channels_message_author_id_ea2e39a4"),
    ("channels_arrival", "message_id", "channels_arrival_message_id_2b6f3cae"),
    ("channels_dispatch", "channel_id", "channels_dispatch_channel_id_c7563e59"),
]


class Migration(migrations.Migration):
    dependencies = [
        ("channels", "0002_raw_uncompressed"),
        ("customers", "0001_first"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[
                migrations.RunSQL(f"DROP INDEX IF EXISTS {name}", f"CREATE INDEX {name} ON {table} ({column})")
                for table, column, name in DROPPED
            ],
            state_operations=[
                migrations.AlterField(
                    model_name="arrival",
                    name="message",
                    field=models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="arrivals",
                        to="channels.message",
                    ),
                ),
                migrations.AlterField(
                    model_name="dispatch",
                    name="channel",
                    field=models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="channels.channel",
                    ),
                ),
                migrations.AlterField(
                    model_name="message",
                    name="author",
                    field=models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                migrations.AlterField(
                    model_name="message",
                    name="channel",
                    field=models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="channels.channel",
                    ),
                ),
                migrations.AlterField(
                    model_name="message",
                    name="customer",
                    field=models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="customers.customer",
                    ),
                ),
            ],
        )
    ]
