from django.db import migrations


class Migration(migrations.Migration):
    """A raw mail is mostly base64: trying to compress it costs more than the whole rest of taking it in."""

    dependencies = [("channels", "0001_first")]

    operations = [
        migrations.RunSQL(
            "ALTER TABLE channels_arrival ALTER COLUMN raw SET STORAGE EXTERNAL",
            "ALTER TABLE channels_arrival ALTER COLUMN raw SET STORAGE EXTENDED",
        ),
    ]
