import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """A message thrown with a key waits in a row until it is given; deliveries know what has led to them."""

    dependencies = [
        ("process", "0021_connections"),
    ]

    operations = [
        migrations.AddField(
            model_name="signaldelivery",
            name="hops",
            field=models.PositiveSmallIntegerField(db_default=1, default=1),
        ),
        migrations.CreateModel(
            name="MessageDelivery",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("node", models.TextField(db_collation="C")),
                ("message", models.TextField(db_collation="C")),
                ("key", models.TextField(db_collation="C")),
                ("hops", models.PositiveSmallIntegerField(default=1)),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                ("at", models.DateTimeField()),
                ("next_at", models.DateTimeField()),
                (
                    "instance",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="process.instance"
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["next_at", "id"], name="process_message_deliveries_due")],
            },
        ),
    ]
