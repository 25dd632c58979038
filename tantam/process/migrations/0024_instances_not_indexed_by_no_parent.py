import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """The index of all instances by the one they run for, mostly none, goes."""

    dependencies = [
        ("process", "0023_called_instances_indexed"),
    ]

    operations = [
        migrations.AlterField(
            "instance",
            "parent",
            models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="process.instance",
            ),
        ),
    ]
