"""Terms of new words wait in a list of at most 256 kB and are put into the index together.

A case's row is written anew with every message, and each time all its terms went into the index one by one: half of
what PostgreSQL did for an answer. A search reads the list as well; at this length that cannot be measured.
"""

import django.contrib.postgres.indexes
from django.db import migrations

IN_BATCHES = "ALTER INDEX cases_search_terms SET (fastupdate = on, gin_pending_list_limit = 256)"
ONE_BY_ONE = """
ALTER INDEX cases_search_terms SET (fastupdate = off);
ALTER INDEX cases_search_terms RESET (gin_pending_list_limit);
"""


class Migration(migrations.Migration):
    dependencies = [("cases", "0012_index_only_what_is_looked_up")]

    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[migrations.RunSQL(IN_BATCHES, ONE_BY_ONE)],
            state_operations=[
                migrations.RemoveIndex(model_name="casesearch", name="cases_search_terms"),
                migrations.AddIndex(
                    model_name="casesearch",
                    index=django.contrib.postgres.indexes.GinIndex(
                        fastupdate=True, fields=["terms"], gin_pending_list_limit=256, name="cases_search_terms"
                    ),
                ),
            ],
        )
    ]
