"""An index costs each mail and each answer: those that no question uses, or that another one covers, are dropped.

Dropped by name, as altering the fields would check every foreign key anew.
"""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

DROPPED = [
    ("customers_customer", "brand_id", "customers_customer_brand_id_1e4af62a"),
    ("customers_customer", "branch_id", "customers_customer_branch_id_6f75e537"),
    ("customers_customer", "owner_id", "customers_customer_owner_id_fbb2798e"),
]


class Migration(migrations.Migration):
    dependencies = [
        ("customers", "0002_birthdays_are_found"),
        ("organisation", "0006_approval_waits_for_a_step"),
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
                    model_name="customer",
                    name="branch",
                    field=models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organisation.branch",
                    ),
                ),
                migrations.AlterField(
                    model_name="customer",
                    name="brand",
                    field=models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organisation.brand",
                    ),
                ),
                migrations.AlterField(
                    model_name="customer",
                    name="owner",
                    field=models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        )
    ]
