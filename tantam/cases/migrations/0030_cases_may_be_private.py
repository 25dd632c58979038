"""A case may be private, shared by name, followed, out of the way for a while; the tally tells private ones apart.

The trigger of the tally is that of 0020 with one key more.
"""

from django.db import migrations, models

OPEN = "{row}.merged_into_id IS NULL AND {row}.state IN ('open', 'waiting')"
KEYS = ["assignee_id", "team_id", "branch_id", "state"]


def _where(row: str, keys: list[str]) -> str:
    return f"({', '.join(f'{row}.{key}' for key in [*keys, 'merged_into_id'])})"


def _add(row: str, number: int, keys: list[str]) -> str:
    return f"""
    IF {OPEN.format(row=row)} THEN
        INSERT INTO cases_casetally ({", ".join(keys)}, cases) VALUES ({", ".join(f"{row}.{key}" for key in keys)}, {number});
    END IF;
"""  # noqa: S608 - names of ours


def _kept(keys: list[str]) -> str:
    return f"""
CREATE OR REPLACE FUNCTION cases_tally() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP <> 'INSERT' THEN {_add("OLD", -1, keys)} END IF;
    IF TG_OP <> 'DELETE' THEN {_add("NEW", 1, keys)} END IF;
    RETURN NULL;
END $$;
DROP TRIGGER cases_tally_changed ON cases_case;
CREATE TRIGGER cases_tally_changed AFTER UPDATE ON cases_case
    FOR EACH ROW WHEN ({_where("OLD", keys)} IS DISTINCT FROM {_where("NEW", keys)})
    EXECUTE FUNCTION cases_tally();
"""


class Migration(migrations.Migration):
    dependencies = [("cases", "0020_open_cases_are_tallied")]

    operations = [
        migrations.AddField("case", "is_private", models.BooleanField(db_default=False, default=False)),
        migrations.AddField("case", "is_shared", models.BooleanField(db_default=False, default=False)),
        migrations.AddField("case", "is_followed", models.BooleanField(db_default=False, default=False)),
        migrations.AddField("case", "snoozed_until", models.DateTimeField(null=True)),
        migrations.AddField("casetally", "is_private", models.BooleanField(db_default=False, default=False)),
        migrations.RunSQL(_kept([*KEYS, "is_private"]), _kept(KEYS)),
    ]
