import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """A token's version is a copy of its instance's, which has the constraint: it need not be looked up twice."""

    dependencies = [
        ("process", "0027_running_instances_in_order"),
    ]

    operations = [
        migrations.AlterField(
            "token",
            "version",
            models.ForeignKey(
                to="process.version",
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                db_index=False,
                db_constraint=False,
            ),
        ),
    ]
