from django.db import migrations


class Migration(migrations.Migration):
    """What is taken back goes in the order of its instances; what is under way looks through what is left anew."""

    dependencies = [
        ("process", "0025_passages_left_behind_indexed"),
    ]

    operations = [
        migrations.RemoveIndex("passage", "process_passages_by_state"),
        migrations.RunSQL(
            "UPDATE process_changeover SET reached_id = 0 WHERE is_going_back AND state IN ('returning', 'stopped')",
            migrations.RunSQL.noop,
        ),
    ]
