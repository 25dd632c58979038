from django.db import migrations, models


class Migration(migrations.Migration):
    """What runs on a version is found in the order of its ids: a changeover goes through it in batches."""

    dependencies = [
        ("process", "0026_passages_back_in_order_of_instances"),
    ]

    operations = [
        migrations.RemoveIndex("instance", "process_instance_running"),
        migrations.AddIndex(
            "instance",
            models.Index(
                fields=["version", "id"], condition=models.Q(state="running"), name="process_instance_running"
            ),
        ),
    ]
