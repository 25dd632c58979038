from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("process", "0003_draft_changed_by")]

    operations = [
        migrations.AddField("incident", "error_en", models.TextField(blank=True, default=""), preserve_default=False),
    ]
