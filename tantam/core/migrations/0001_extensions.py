from django.contrib.postgres.operations import BtreeGinExtension, TrigramExtension
from django.db import migrations


class Migration(migrations.Migration):
    """Trusted extensions only, so that the database's owner may create them."""

    dependencies: list[tuple[str, str]] = []
    operations = [TrigramExtension(), BtreeGinExtension()]
