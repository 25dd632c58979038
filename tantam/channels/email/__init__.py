"""The e-mail channel: how mail comes in (SMTP listener, IMAP) and goes out (SMTP)."""
