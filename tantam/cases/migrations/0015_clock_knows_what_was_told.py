"""A clock keeps what the customer was told about it: it may come nearer then, never go farther."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("cases", "0014_closure_says_who_approved")]

    operations = [
        migrations.AddField(model_name="clock", name="told_due_at", field=models.DateTimeField(null=True)),
    ]
