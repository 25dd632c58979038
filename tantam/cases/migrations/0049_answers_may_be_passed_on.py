from django.db import migrations, models


class Migration(migrations.Migration):
    """What is written may be for somebody else than the customer."""

    dependencies = [("cases", "0048_pictures_stand_in_the_text")]

    operations = [
        migrations.AddField("draft", "is_forward", models.BooleanField(default=False, db_default=False)),
    ]
