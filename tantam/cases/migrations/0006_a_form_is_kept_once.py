from django.db import migrations, models

NAME = "cases_form_is_kept_once"


class Migration(migrations.Migration):
    """A form sent twice leaves one entry. The index is built beside the work of the day."""

    atomic = False
    dependencies = [("cases", "0005_entry_keeps_the_key_of_its_form")]

    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[
                migrations.RunSQL(
                    f"CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS {NAME} ON cases_entry (key) WHERE key IS NOT NULL",
                    f"DROP INDEX CONCURRENTLY IF EXISTS {NAME}",
                )
            ],
            state_operations=[
                migrations.AddConstraint(
                    "entry",
                    models.UniqueConstraint(fields=["key"], condition=models.Q(("key__isnull", False)), name=NAME),
                )
            ],
        )
    ]
