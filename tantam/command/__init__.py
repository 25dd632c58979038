"""What the console calls: serving, the embedded PostgreSQL, backup and restore, the doctor."""
