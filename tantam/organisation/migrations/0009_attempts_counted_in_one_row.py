import django.contrib.postgres.fields
from django.db import migrations, models


class Migration(migrations.Migration):
    """Who tries passwords all at once gets no more of them than one after the other."""

    dependencies = [("organisation", "0008_approval_passed_on")]

    operations = [
        migrations.CreateModel(
            name="SignInAttempts",
            fields=[
                ("key", models.CharField(max_length=80, primary_key=True, serialize=False)),
                ("at", django.contrib.postgres.fields.ArrayField(base_field=models.DateTimeField(), size=None)),
                ("last_at", models.DateTimeField()),
            ],
            options={"indexes": [models.Index(fields=["last_at"], name="organisation_attempts_by_age")]},
        ),
    ]
