"""Plain values of channels: message ids, addresses with tags, reply tokens, text that a database can keep."""
