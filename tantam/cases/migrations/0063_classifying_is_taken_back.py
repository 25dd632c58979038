from django.db import migrations, models

KINDS = [
    ("assign", "Assigned"),
    ("tag", "Tagged"),
    ("correct", "Put right"),
    ("urgency", "Urgency set"),
    ("classify", "Classified"),
    ("close", "Closed"),
]


class Migration(migrations.Migration):
    """A deed may classify a ticket."""

    dependencies = [("cases", "0062_put_right")]

    operations = [
        migrations.AlterField(model_name="deed", name="kind", field=models.CharField(choices=KINDS, max_length=20)),
    ]
