"""How many places are taken at each node, how many failed, how many instances run: kept by triggers in the transaction
of each change, as none may be missed.

The triggers are called once a statement and write what its rows come to together, which mostly is nothing for
instances: a hundred thousand are moved to another version with a few hundred rows. What stands before is counted here,
while nobody writes: making a trigger locks the table until the end of this migration. The index holds all that is
asked, for the time after many rows were folded and their room is not given back yet.
"""

from django.db import migrations, models

TAKEN = """
    SELECT version_id, node, flow, (attached_to_id IS NULL)::int AS standing, (state = 'incident')::int AS incidents
    FROM {rows} WHERE (attached_to_id IS NULL OR state = 'incident') AND state <> 'inside'
"""
LEFT = """
    SELECT version_id, node, flow, -(attached_to_id IS NULL)::int, -(state = 'incident')::int
    FROM {rows} WHERE (attached_to_id IS NULL OR state = 'incident') AND state <> 'inside'
"""
ADD = """
    INSERT INTO process_placetally (version_id, node, flow, standing, incidents, running)
    SELECT version_id, node, flow, sum(standing), sum(incidents), 0 FROM ({rows}) AS change
    GROUP BY version_id, node, flow HAVING sum(standing) <> 0 OR sum(incidents) <> 0;
"""
PLUS = TAKEN.format(rows="came")
MINUS = LEFT.format(rows="went")
MINUS_ALONE = f"SELECT * FROM ({MINUS}) AS gone (version_id, node, flow, standing, incidents)"
ADD_RUNS = """
    INSERT INTO process_placetally (version_id, node, flow, standing, incidents, running)
    SELECT version_id, '', '', 0, 0, sum(runs) FROM ({rows}) AS change GROUP BY version_id HAVING sum(runs) <> 0;
"""
RUNS_PLUS = "SELECT version_id, 1 AS runs FROM came WHERE state = 'running'"
RUNS_MINUS = "SELECT version_id, -1 AS runs FROM went WHERE state = 'running'"
KEPT = f"""
CREATE FUNCTION process_tally_tokens() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN {ADD.format(rows=PLUS)}
    ELSIF TG_OP = 'DELETE' THEN {ADD.format(rows=MINUS_ALONE)}
    ELSE {ADD.format(rows=f"{PLUS} UNION ALL {MINUS}")} END IF;
    RETURN NULL;
END $$;
CREATE FUNCTION process_tally_instances() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN {ADD_RUNS.format(rows=RUNS_PLUS)}
    ELSIF TG_OP = 'DELETE' THEN {ADD_RUNS.format(rows=RUNS_MINUS)}
    ELSE {ADD_RUNS.format(rows=f"{RUNS_PLUS} UNION ALL {RUNS_MINUS}")} END IF;
    RETURN NULL;
END $$;
CREATE FUNCTION process_tally_nothing() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    DELETE FROM process_placetally WHERE (node = '') = (TG_TABLE_NAME = 'process_instance');
    RETURN NULL;
END $$;
CREATE TRIGGER process_tally_came AFTER INSERT ON process_token REFERENCING NEW TABLE AS came
    FOR EACH STATEMENT EXECUTE FUNCTION process_tally_tokens();
CREATE TRIGGER process_tally_went AFTER DELETE ON process_token REFERENCING OLD TABLE AS went
    FOR EACH STATEMENT EXECUTE FUNCTION process_tally_tokens();
CREATE TRIGGER process_tally_changed AFTER UPDATE ON process_token REFERENCING OLD TABLE AS went NEW TABLE AS came
    FOR EACH STATEMENT EXECUTE FUNCTION process_tally_tokens();
CREATE TRIGGER process_tally_emptied AFTER TRUNCATE ON process_token
    FOR EACH STATEMENT EXECUTE FUNCTION process_tally_nothing();
CREATE TRIGGER process_tally_began AFTER INSERT ON process_instance REFERENCING NEW TABLE AS came
    FOR EACH STATEMENT EXECUTE FUNCTION process_tally_instances();
CREATE TRIGGER process_tally_gone AFTER DELETE ON process_instance REFERENCING OLD TABLE AS went
    FOR EACH STATEMENT EXECUTE FUNCTION process_tally_instances();
CREATE TRIGGER process_tally_ended AFTER UPDATE ON process_instance REFERENCING OLD TABLE AS went NEW TABLE AS came
    FOR EACH STATEMENT EXECUTE FUNCTION process_tally_instances();
CREATE TRIGGER process_tally_emptied AFTER TRUNCATE ON process_instance
    FOR EACH STATEMENT EXECUTE FUNCTION process_tally_nothing();
INSERT INTO process_placetally (version_id, node, flow, standing, incidents, running)
    SELECT version_id, node, flow, sum(standing), sum(incidents), 0 FROM ({TAKEN.format(rows="process_token")}) AS token
    GROUP BY version_id, node, flow
    UNION ALL
    SELECT version_id, '', '', 0, 0, count(*) FROM process_instance WHERE state = 'running' GROUP BY version_id;
"""
BACK = [
    *(f"DROP TRIGGER process_tally_{name} ON process_token" for name in ("came", "went", "changed", "emptied")),
    *(f"DROP TRIGGER process_tally_{name} ON process_instance" for name in ("began", "gone", "ended", "emptied")),
    "DROP FUNCTION process_tally_tokens(), process_tally_instances(), process_tally_nothing()",
]


class Migration(migrations.Migration):
    dependencies = [("process", "0047_visits_keep_how_late_they_were")]

    operations = [
        migrations.CreateModel(
            name="PlaceTally",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("version_id", models.BigIntegerField()),
                ("node", models.TextField(blank=True, db_collation="C")),
                ("flow", models.TextField(blank=True, db_collation="C")),
                ("standing", models.IntegerField()),
                ("incidents", models.IntegerField()),
                ("running", models.IntegerField()),
            ],
            options={
                "abstract": False,
                "indexes": [
                    models.Index(
                        fields=["version_id", "node", "flow"],
                        include=["standing", "incidents", "running"],
                        name="process_places_tallied",
                    )
                ],
            },
        ),
        migrations.RunSQL(KEPT, BACK),
    ]
