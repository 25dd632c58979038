from django.contrib.postgres.fields import ArrayField
from django.db import migrations, models


class Migration(migrations.Migration):
    """Visits keep how late they were, and the sums of days with them.

    Nothing is filled in: the due times of stays that are over are not known any more. Adding the columns
    rewrites no row and, of visits, reads none, however many there are; what is certain of the old stays is worked out
    when they are read (`values.promises`).
    """

    dependencies = [("process", "0046_remarks_are_for_somebody")]

    operations = [
        migrations.AddField("visit", "late_seconds", models.IntegerField(null=True)),
        migrations.AddField("visitrollup", "judged", models.PositiveIntegerField(default=0, db_default=0)),
        migrations.AddField("visitrollup", "late", models.PositiveIntegerField(default=0, db_default=0)),
        migrations.AddField("visitrollup", "late_seconds", models.PositiveBigIntegerField(default=0, db_default=0)),
        migrations.AddField("visitday", "promises", ArrayField(models.BinaryField(), null=True)),
    ]
