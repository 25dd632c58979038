"""An index costs each mail and each answer: those that no question uses, or that another one covers, are dropped.

Dropped by name, as altering the fields would check every foreign key anew.
"""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

DROPPED = [
    ("cases_case", "brand_id", "cases_case_brand_id_77925eaa"),
    ("cases_case", "branch_id", "cases_case_branch_id_4071ae4c"),
    ("cases_case", "customer_id", "cases_case_customer_id_3e0cf925"),
    ("cases_case", "team_id", "cases_case_team_id_60679476"),
    ("cases_case", "assignee_id", "cases_case_assignee_id_28343c2e"),
    ("cases_case", "instance_id", "cases_case_instance_id_7f80b44f"),
    ("cases_case", "merged_into_id", "cases_case_merged_into_id_1b4320d8"),
    ("cases_entry", "case_id", "cases_entry_case_id_b12f1eb1"),
    ("cases_entry", "message_id", "cases_entry_message_id_154cd8fe"),
    ("cases_clock", "calendar_id", "cases_clock_calendar_id_e074ea52"),
]


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0011_goodwill_is_found"),
        ("channels", "0002_raw_uncompressed"),
        ("customers", "0001_first"),
        ("organisation", "0006_approval_waits_for_a_step"),
        ("process", "0008_index_only_what_is_looked_up"),
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
                    model_name="case",
                    name="assignee",
                    field=models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                migrations.AlterField(
                    model_name="case",
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
                    model_name="case",
                    name="brand",
                    field=models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organisation.brand",
                    ),
                ),
                migrations.AlterField(
                    model_name="case",
                    name="customer",
                    field=models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="customers.customer",
                    ),
                ),
                migrations.AlterField(
                    model_name="case",
                    name="instance",
                    field=models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="process.instance",
                    ),
                ),
                migrations.AlterField(
                    model_name="case",
                    name="merged_into",
                    field=models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="cases.case",
                    ),
                ),
                migrations.AlterField(
                    model_name="case",
                    name="team",
                    field=models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organisation.team",
                    ),
                ),
                migrations.AlterField(
                    model_name="clock",
                    name="calendar",
                    field=models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="organisation.workingcalendar",
                    ),
                ),
                migrations.AlterField(
                    model_name="entry",
                    name="case",
                    field=models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="entries",
                        to="cases.case",
                    ),
                ),
                migrations.AlterField(
                    model_name="entry",
                    name="message",
                    field=models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="channels.message",
                    ),
                ),
            ],
        )
    ]
