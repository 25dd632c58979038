from django.db import migrations, models


class Migration(migrations.Migration):
    """Tickets that nobody asked for are told from requests."""

    dependencies = [
        ("cases", "0017_lists_from_the_index"),
    ]

    operations = [
        migrations.AddField("case", "is_outgoing", models.BooleanField(db_default=False, default=False)),
    ]
