from django.db import migrations


class Migration(migrations.Migration):
    """The column of what can be compensated has been brought over."""

    dependencies = [
        ("process", "0019_completions_out_of_the_column"),
    ]

    operations = [
        migrations.RemoveField("instance", "records"),
    ]
