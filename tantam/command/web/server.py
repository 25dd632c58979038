"""The web process: Granian in this process, with a stop that open streams cannot hold up."""

from __future__ import annotations

import argparse
import asyncio
import gc
import logging
import os
import signal
from collections.abc import Sequence

from granian.constants import Interfaces
from granian.server.embed import Server

STOP_SECONDS = 3.0


def main(arguments: Sequence[str]) -> int:
    """Serve on `--host` and `--port` until told to stop."""
    parser = argparse.ArgumentParser(prog="web")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8000)
    options = parser.parse_args(arguments)
    asyncio.run(_serve(options.host, options.port))
    return 0


async def _serve(host: str, port: int) -> None:
    from config.asgi import application, streams

    logging.getLogger("_granian").setLevel(logging.ERROR)
    server = Server(
        application,
        address=host,
        port=port,
        interface=Interfaces.ASGINL,
        websockets=False,
        log_enabled=False,
        backlog=1024,
    )
    loop = asyncio.get_running_loop()

    def stop() -> None:
        streams.close()
        server.stop()  # type: ignore[no-untyped-call]
        loop.call_later(STOP_SECONDS, os._exit, 0)  # a browser that does not let go

    for sign in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(sign, stop)
    gc.freeze()
    await server.serve()
