from django.db import migrations, models


class Migration(migrations.Migration):
    """Other systems that steps call stand once in the settings, with their key encrypted."""

    dependencies = [
        ("process", "0020_completions_only_in_rows"),
    ]

    operations = [
        migrations.CreateModel(
            name="Connection",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.CharField(db_collation="C", max_length=50, unique=True)),
                ("name", models.CharField(max_length=120)),
                ("name_en", models.CharField(blank=True, max_length=120)),
                ("base_url", models.CharField(max_length=500)),
                (
                    "sign_in",
                    models.CharField(
                        choices=[
                            ("bearer", "Access key (bearer token)"),
                            ("header", "A header with a value"),
                            ("basic", "User name and password"),
                            ("signed", "Signed with a secret"),
                        ],
                        max_length=6,
                    ),
                ),
                ("header", models.CharField(blank=True, max_length=100)),
                ("user", models.CharField(blank=True, max_length=254)),
                ("secret_encrypted", models.TextField()),
                ("probe_path", models.CharField(blank=True, max_length=500)),
                ("created_at", models.DateTimeField()),
                ("changed_at", models.DateTimeField()),
                ("stopped_at", models.DateTimeField(null=True)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("secret_encrypted", ""), _negated=True),
                        name="process_a_connection_has_a_secret",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("sign_in", "header"), _negated=True),
                            models.Q(("header", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="process_a_header_connection_names_its_header",
                    ),
                ],
            },
        ),
    ]
