"""Pages and answers of the API leave compressed where the browser takes it."""

from __future__ import annotations

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.middleware.gzip import GZipMiddleware

TEXT = ("text/html", "application/json", "application/xml", "image/svg+xml")


class CompressText(GZipMiddleware):
    """Django's compression (whose length says nothing about what a page keeps secret) for whole answers of text.

    Files and streams go as they are: most are compressed already, and a stream must not wait to fill a block.
    """

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        """Compress a whole answer of text; return anything else unchanged."""
        kind = response.headers.get("Content-Type", "").partition(";")[0]
        if response.streaming or kind not in TEXT:
            return response
        return super().process_response(request, response)
