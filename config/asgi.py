"""Pages and live streams on one port, for an ASGI server."""

from config.wsgi import application as pages
from tantam.command.web.application import Front
from tantam.command.web.listen import announcements
from tantam.command.web.streams import Hub

streams = Hub(announcements)
application = Front(pages, streams=streams)
