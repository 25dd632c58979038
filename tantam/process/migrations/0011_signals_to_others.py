import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """A signal for an instance of another subject waits in a row until it is given to it."""

    dependencies = [("process", "0010_called_and_compensated")]

    operations = [
        migrations.CreateModel(
            name="SignalDelivery",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("signal", models.TextField(db_collation="C")),
                ("payload", models.JSONField(default=dict)),
                ("at", models.DateTimeField()),
                (
                    "instance",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="process.instance"
                    ),
                ),
            ],
        ),
    ]
