from django.db import migrations


class Migration(migrations.Migration):
    """Attempts are counted in rows of their own since 0007; nothing of the last quarter of an hour needs keeping."""

    dependencies = [("organisation", "0009_attempts_counted_in_one_row")]

    operations = [migrations.DeleteModel(name="FailedSignIn")]
