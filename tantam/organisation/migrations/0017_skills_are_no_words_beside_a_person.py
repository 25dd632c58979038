from django.db import migrations


class Migration(migrations.Migration):
    """What people know stands in a table of its own since the migration before."""

    dependencies = [("organisation", "0016_skills_and_territories")]

    operations = [migrations.RemoveField("agent", "skills")]
