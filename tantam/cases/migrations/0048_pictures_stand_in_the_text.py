from django.db import migrations, models


class Migration(migrations.Migration):
    """A file of a draft may be a picture within its text."""

    dependencies = [("cases", "0047_steps_stand_still_for_the_customer")]

    operations = [
        migrations.AddField("draftfile", "is_inline", models.BooleanField(default=False, db_default=False)),
    ]
