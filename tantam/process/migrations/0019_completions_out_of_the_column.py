from datetime import datetime

from django.db import migrations

CHUNK = 500


def bring_over(apps, schema_editor) -> None:
    """Give each record its row, in the order in which they are undone from behind."""
    Instance, Completion = apps.get_model("process", "Instance"), apps.get_model("process", "Completion")
    running = Instance.objects.exclude(records=None).only("id", "scopes", "records").order_by("id")
    for instance in running.iterator(chunk_size=CHUNK):
        rows = [_row(Completion, instance.pk, kept) for kept in _in_order(instance.scopes, instance.records or [])]
        Completion.objects.bulk_create(rows, batch_size=CHUNK)
        scopes = _without_queues(instance.scopes)
        if scopes != instance.scopes:
            Instance.objects.filter(pk=instance.pk).update(scopes=scopes)
    Passage = apps.get_model("process", "Passage")
    for passage in Passage.objects.filter(before__has_key="documents").iterator(chunk_size=CHUNK):
        before = passage.before
        scopes, records = before.pop("documents")
        before["scopes"] = _without_queues(scopes)
        if records:
            before["records"] = [[key, node, scope] for key, node, scope, *_ in records]
        Passage.objects.filter(pk=passage.pk).update(before=before)


def _in_order(scopes, records):
    """As they were completed; what a compensation under way has still to undo, as it would have undone it."""
    queued = [key for more in _more(scopes) for key in reversed(more.get("queue", ()))]
    by_key = {kept[0]: kept for kept in records}
    waiting = set(queued)
    return [kept for kept in records if kept[0] not in waiting] + [by_key[key] for key in queued if key in by_key]


def _without_queues(scopes):
    """A compensation has to undo what belongs to it, no longer a list of records."""
    return {key: [*kept[:4], *(_with_itself(key, more) for more in kept[4:])] for key, kept in scopes.items()}


def _with_itself(key, more):
    return {**more, "queue": [int(key)]} if "queue" in more else more


def _more(scopes):
    return [more for kept in scopes.values() for more in kept[4:]]


def _row(Completion, instance_id, kept):
    key, node, scope, at, variables, inside = kept
    return Completion(
        instance_id=instance_id,
        key=key,
        node=node,
        scope_id=scope,
        at=datetime.fromisoformat(at),
        variables=variables,
        inside_id=inside,
    )


class Migration(migrations.Migration):
    """What instances can compensate goes from their column into rows, compensations under way with it."""

    dependencies = [
        ("process", "0018_completions_in_rows"),
    ]

    operations = [
        migrations.RunPython(bring_over, migrations.RunPython.noop),
    ]
