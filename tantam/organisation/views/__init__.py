"""What people open: the front door and the settings."""
