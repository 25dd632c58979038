from django.db import migrations, models

KINDS = [
    ("assign", "Assigned"),
    ("tag", "Tagged"),
    ("correct", "Put right"),
    ("urgency", "Urgency set"),
    ("close", "Closed"),
]


class Migration(migrations.Migration):
    """A deed may put right what a ticket says of itself."""

    dependencies = [("cases", "0061_bulk_actions")]

    operations = [
        migrations.AlterField(model_name="deed", name="kind", field=models.CharField(choices=KINDS, max_length=20)),
    ]
