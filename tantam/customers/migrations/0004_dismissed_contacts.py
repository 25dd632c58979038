"""What was offered for a customer's card and is not theirs is remembered."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("customers", "0003_index_only_what_is_looked_up"),
    ]

    operations = [
        migrations.CreateModel(
            name="DismissedContact",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("phone", "Phone"),
                            ("email", "E-mail"),
                            ("zalo", "Zalo"),
                            ("facebook", "Facebook"),
                            ("chat", "Web chat"),
                        ],
                        max_length=10,
                    ),
                ),
                ("value", models.CharField(max_length=254)),
                ("dismissed_at", models.DateTimeField()),
                (
                    "customer",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="customers.customer",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("customer", "kind", "value"), name="customers_contact_is_dismissed_once_for_a_customer"
                    )
                ],
            },
        ),
    ]
