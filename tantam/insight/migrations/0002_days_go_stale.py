"""Whatever changes a ticket, promise or rating of a day that is over marks the day, in the same transaction.

Triggers, as what is counted may be changed by any verb, import or repair, one by one or set-wise, and none may be
missed. A ticket of today costs nothing: the conditions are looked at before the function is called. `clock_timestamp`,
not `now`: who began before midnight and writes after it marks.
"""

from django.db import migrations

TODAY = "(date_trunc('day', clock_timestamp() AT TIME ZONE 'Asia/Ho_Chi_Minh') AT TIME ZONE 'Asia/Ho_Chi_Minh')"
FUNCTIONS = """
CREATE FUNCTION insight_mark(VARIADIC instants timestamptz[]) RETURNS void LANGUAGE sql AS $$
    INSERT INTO insight_staleday ("on")
    SELECT DISTINCT (at AT TIME ZONE 'Asia/Ho_Chi_Minh')::date FROM unnest(instants) AS at WHERE at < {today}
$$;
CREATE FUNCTION insight_mark_ratings(of_case bigint) RETURNS void LANGUAGE sql AS $$
    INSERT INTO insight_staleday ("on")
    SELECT DISTINCT (a.answered_at AT TIME ZONE 'Asia/Ho_Chi_Minh')::date FROM surveys_answer a
    JOIN surveys_invitation i ON i.id = a.invitation_id WHERE i.case_id = of_case AND a.answered_at < {today}
$$;
CREATE FUNCTION insight_case_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        PERFORM insight_mark(NEW.opened_at, NEW.closed_at);
    ELSIF TG_OP = 'DELETE' THEN
        PERFORM insight_mark(OLD.opened_at, OLD.closed_at);
    ELSIF (OLD.team_id, OLD.channel_kind, OLD.merged_into_id, OLD.is_practice, OLD.state = 'spam', OLD.opened_at)
          IS DISTINCT FROM
          (NEW.team_id, NEW.channel_kind, NEW.merged_into_id, NEW.is_practice, NEW.state = 'spam', NEW.opened_at) THEN
        PERFORM insight_mark(OLD.opened_at, NEW.opened_at, OLD.closed_at, NEW.closed_at);
        PERFORM insight_mark_ratings(NEW.id);
    ELSE
        IF OLD.first_responded_at IS DISTINCT FROM NEW.first_responded_at THEN
            PERFORM insight_mark(NEW.opened_at);
        END IF;
        IF OLD.closed_at IS DISTINCT FROM NEW.closed_at THEN
            PERFORM insight_mark(OLD.closed_at, NEW.closed_at);
        END IF;
    END IF;
    RETURN NULL;
END $$;
CREATE FUNCTION insight_promise_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP <> 'INSERT' THEN
        PERFORM insight_mark(opened_at) FROM cases_case WHERE id = OLD.case_id;
    END IF;
    IF TG_OP = 'INSERT' OR (TG_OP = 'UPDATE' AND OLD.case_id <> NEW.case_id) THEN
        PERFORM insight_mark(opened_at) FROM cases_case WHERE id = NEW.case_id;
    END IF;
    RETURN NULL;
END $$;
CREATE FUNCTION insight_rating_changed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        PERFORM insight_mark(NEW.answered_at);
    ELSIF TG_OP = 'DELETE' THEN
        PERFORM insight_mark(OLD.answered_at);
    ELSE
        PERFORM insight_mark(OLD.answered_at, NEW.answered_at);
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER insight_case_added AFTER INSERT ON cases_case
    FOR EACH ROW WHEN (NEW.opened_at < {today}) EXECUTE FUNCTION insight_case_changed();
CREATE TRIGGER insight_case_gone AFTER DELETE ON cases_case
    FOR EACH ROW WHEN (OLD.opened_at < {today}) EXECUTE FUNCTION insight_case_changed();
CREATE TRIGGER insight_case_changed AFTER UPDATE ON cases_case
    FOR EACH ROW WHEN (
        (OLD.team_id, OLD.channel_kind, OLD.merged_into_id, OLD.is_practice, OLD.state = 'spam', OLD.opened_at,
         OLD.first_responded_at, OLD.closed_at) IS DISTINCT FROM
        (NEW.team_id, NEW.channel_kind, NEW.merged_into_id, NEW.is_practice, NEW.state = 'spam', NEW.opened_at,
         NEW.first_responded_at, NEW.closed_at)
        AND least(OLD.opened_at, NEW.opened_at) < {today}
    ) EXECUTE FUNCTION insight_case_changed();
CREATE TRIGGER insight_promise_added AFTER INSERT ON cases_clock
    FOR EACH ROW WHEN (NEW.kind = 'first-response' AND (NEW.stopped_at IS NOT NULL OR NEW.breached_at IS NOT NULL))
    EXECUTE FUNCTION insight_promise_changed();
CREATE TRIGGER insight_promise_gone AFTER DELETE ON cases_clock
    FOR EACH ROW WHEN (OLD.kind = 'first-response') EXECUTE FUNCTION insight_promise_changed();
CREATE TRIGGER insight_promise_changed AFTER UPDATE ON cases_clock
    FOR EACH ROW WHEN (
        (OLD.kind = 'first-response' OR NEW.kind = 'first-response')
        AND (OLD.kind, OLD.case_id, OLD.stopped_at, OLD.breached_at)
            IS DISTINCT FROM (NEW.kind, NEW.case_id, NEW.stopped_at, NEW.breached_at)
    ) EXECUTE FUNCTION insight_promise_changed();
CREATE TRIGGER insight_rating_added AFTER INSERT ON surveys_answer
    FOR EACH ROW WHEN (NEW.answered_at < {today}) EXECUTE FUNCTION insight_rating_changed();
CREATE TRIGGER insight_rating_gone AFTER DELETE ON surveys_answer
    FOR EACH ROW WHEN (OLD.answered_at < {today}) EXECUTE FUNCTION insight_rating_changed();
CREATE TRIGGER insight_rating_changed AFTER UPDATE ON surveys_answer
    FOR EACH ROW WHEN ((OLD.answered_at, OLD.score) IS DISTINCT FROM (NEW.answered_at, NEW.score)
                       AND least(OLD.answered_at, NEW.answered_at) < {today})
    EXECUTE FUNCTION insight_rating_changed();
""".format(today=TODAY)
TRIGGERS = {
    "cases_case": ["insight_case_added", "insight_case_gone", "insight_case_changed"],
    "cases_clock": ["insight_promise_added", "insight_promise_gone", "insight_promise_changed"],
    "surveys_answer": ["insight_rating_added", "insight_rating_gone", "insight_rating_changed"],
}
BACK = [
    *[f"DROP TRIGGER {name} ON {table}" for table, names in TRIGGERS.items() for name in names],
    "DROP FUNCTION insight_case_changed(), insight_promise_changed(), insight_rating_changed()",
    "DROP FUNCTION insight_mark_ratings(bigint), insight_mark(timestamptz[])",
]


class Migration(migrations.Migration):
    dependencies = [
        ("insight", "0001_days_summed_up"),
        ("cases", "0017_lists_from_the_index"),
        ("surveys", "0001_first"),
    ]

    operations = [migrations.RunSQL(FUNCTIONS, BACK)]
