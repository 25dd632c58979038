"""How many cases are open, by who has them and their state: kept by triggers in the transaction of each change.

Triggers, as in insight 0002: any verb, import or repair may change a case, one by one or set-wise, and none may be
missed. A change of anything else costs a comparison. What was open before is counted here, while nobody writes: making
a trigger locks the table until the end of this migration. The index holds all that is asked, for the time after many
rows were folded and their room is not given back yet.
"""

from django.db import migrations, models

OPEN = "{row}.merged_into_id IS NULL AND {row}.state IN ('open', 'waiting')"
WHERE = "({row}.assignee_id, {row}.team_id, {row}.branch_id, {row}.state, {row}.merged_into_id)"
ADD = """
    IF {open} THEN
        INSERT INTO cases_casetally (assignee_id, team_id, branch_id, state, cases)
        VALUES ({row}.assignee_id, {row}.team_id, {row}.branch_id, {row}.state, {number});
    END IF;
"""
PLUS = ADD.format(open=OPEN.format(row="NEW"), row="NEW", number="1")
MINUS = ADD.format(open=OPEN.format(row="OLD"), row="OLD", number="-1")
KEPT = f"""
CREATE FUNCTION cases_tally() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP <> 'INSERT' THEN {MINUS} END IF;
    IF TG_OP <> 'DELETE' THEN {PLUS} END IF;
    RETURN NULL;
END $$;
CREATE FUNCTION cases_tally_nothing() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM cases_casetally;
    RETURN NULL;
END $$;
CREATE TRIGGER cases_tally_added AFTER INSERT ON cases_case
    FOR EACH ROW WHEN ({OPEN.format(row="NEW")}) EXECUTE FUNCTION cases_tally();
CREATE TRIGGER cases_tally_gone AFTER DELETE ON cases_case
    FOR EACH ROW WHEN ({OPEN.format(row="OLD")}) EXECUTE FUNCTION cases_tally();
CREATE TRIGGER cases_tally_changed AFTER UPDATE ON cases_case
    FOR EACH ROW WHEN ({WHERE.format(row="OLD")} IS DISTINCT FROM {WHERE.format(row="NEW")})
    EXECUTE FUNCTION cases_tally();
CREATE TRIGGER cases_tally_emptied AFTER TRUNCATE ON cases_case
    FOR EACH STATEMENT EXECUTE FUNCTION cases_tally_nothing();
INSERT INTO cases_casetally (assignee_id, team_id, branch_id, state, cases)
    SELECT assignee_id, team_id, branch_id, state, count(*) FROM cases_case
    WHERE merged_into_id IS NULL AND state IN ('open', 'waiting') GROUP BY assignee_id, team_id, branch_id, state;
"""
BACK = [
    *(f"DROP TRIGGER cases_tally_{name} ON cases_case" for name in ("added", "gone", "changed", "emptied")),
    "DROP FUNCTION cases_tally(), cases_tally_nothing()",
]


class Migration(migrations.Migration):
    dependencies = [("cases", "0019_reports_leave_out_what_we_open")]

    operations = [
        migrations.CreateModel(
            name="CaseTally",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("assignee", models.BigIntegerField(db_column="assignee_id", null=True)),
                ("team", models.BigIntegerField(db_column="team_id", null=True)),
                ("branch", models.BigIntegerField(db_column="branch_id", null=True)),
                ("state", models.CharField(max_length=10)),
                ("cases", models.IntegerField()),
            ],
            options={
                "abstract": False,
                "indexes": [
                    models.Index(
                        fields=["assignee", "team", "branch", "state"], include=["cases"], name="cases_open_tallied"
                    )
                ],
            },
        ),
        migrations.RunSQL(KEPT, BACK),
    ]
