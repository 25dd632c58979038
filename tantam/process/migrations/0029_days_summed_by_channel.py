from django.db import migrations, models


class Migration(migrations.Migration):
    """Days are summed by channel too; those summed without it go, and the next pulse sums all of them anew."""

    dependencies = [
        ("process", "0028_tokens_version_is_their_instances"),
    ]

    operations = [
        migrations.RunSQL("TRUNCATE process_visitrollup", migrations.RunSQL.noop),
        migrations.RemoveConstraint("visitrollup", "process_rollup_once"),
        migrations.AddField(
            "visitrollup", "channel", models.CharField(blank=True, default="", max_length=10), preserve_default=False
        ),
        migrations.AddConstraint(
            "visitrollup",
            models.UniqueConstraint(
                fields=["version_id", "on", "node", "via", "channel", "bucket"], name="process_rollup_once"
            ),
        ),
    ]
