from datetime import datetime

from django.db import migrations

CHUNK = 500
LOOPS = "$.*[4].rounds"


def bring_over(apps, schema_editor) -> None:
    """Give the turns of each running loop, their values and results the rows they have from now on."""
    Instance, Passage = apps.get_model("process", "Instance"), apps.get_model("process", "Passage")
    Turn, TurnValue = apps.get_model("process", "Turn"), apps.get_model("process", "TurnValue")
    running = Instance.objects.extra(where=["jsonb_path_exists(scopes, %s::jsonpath)"], params=[LOOPS])
    for instance in running.only("id", "scopes").order_by("id").iterator(chunk_size=CHUNK):
        if instance.scopes and any(len(_rounds(kept)) > 4 for kept in instance.scopes.values()):
            turns, values = _turns(Turn, instance), _values(TurnValue, instance)
            Turn.objects.bulk_create(turns, batch_size=CHUNK)
            TurnValue.objects.bulk_create(values, batch_size=CHUNK)
            kept = _short(
                {key: kept for key, kept in instance.scopes.items() if int(key) not in {one.pk for one in turns}}
            )
            Instance.objects.filter(pk=instance.pk).update(scopes=kept)
    for passage in Passage.objects.filter(before__has_key="scopes").iterator(chunk_size=CHUNK):
        scopes = _short(passage.before["scopes"])
        if scopes != passage.before["scopes"]:
            Passage.objects.filter(pk=passage.pk).update(before={**passage.before, "scopes": scopes})


def _rounds(kept):
    return (kept[4].get("rounds") if len(kept) > 4 else None) or []


def _is_at_once(kept):
    """Several turns under way: they began together. Of one alone it does not matter any more."""
    total, begun, completed, *_ = _rounds(kept) or [-1, 0, 0]
    return total >= 0 and begun - completed > 1


def _turns(Turn, instance):
    return [
        Turn(
            id=int(key),
            instance_id=instance.pk,
            node=kept[0],
            loop_id=kept[1],
            opened_at=datetime.fromisoformat(kept[3]),
            variables=kept[4].get("variables", {}),
        )
        for key, kept in instance.scopes.items()
        if len(kept) > 4 and kept[4].get("kind") == "turn" and _is_at_once(instance.scopes[str(kept[1])])
    ]


def _values(TurnValue, instance):
    found = []
    for key, kept in instance.scopes.items():
        if len(_rounds(kept)) > 4:
            _total, begun, _completed, items, results = _rounds(kept)
            wanted = () if items is None or _is_at_once(kept) else enumerate(items)
            found += [(int(key), False, number, item) for number, item in wanted if number >= begun]
            found += [(int(key), True, number, value) for number, value in enumerate(results) if value is not None]
    return [
        TurnValue(instance_id=instance.pk, loop_id=loop, is_result=is_result, number=number, value=[value])
        for loop, is_result, number, value in found
    ]


def _short(scopes):
    """Loops without what has rows now."""
    return {key: [*kept[:4], *(_shortened(kept, more) for more in kept[4:])] for key, kept in scopes.items()}


def _shortened(kept, more):
    rounds = _rounds(kept)
    return {**more, "rounds": [*rounds[:3], _is_at_once(kept)]} if len(rounds) > 4 else more


class Migration(migrations.Migration):
    """Turns, their values and results leave the column that was written whole with each of them."""

    dependencies = [
        ("process", "0034_turns"),
    ]

    operations = [migrations.RunPython(bring_over, migrations.RunPython.noop)]
