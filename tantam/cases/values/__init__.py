"""What the desk reckons without a database."""
