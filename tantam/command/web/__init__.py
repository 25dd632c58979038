"""The front: one port for pages (Django as WSGI, in threads) and live streams (held open on the event loop)."""
