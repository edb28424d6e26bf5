"""serve(): the service behind uvicorn, until a signal ends it."""

from __future__ import annotations

import asyncio
import gc
import os
import signal
import socket
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from types import FrameType

import uvicorn

from llm_modeling.client import LanguageModel
from llm_modeling.server import logs
from llm_modeling.server.app import create_app
from llm_modeling.server.keys import ApiKeys
from llm_modeling.server.service import Service
from llm_modeling.server.settings import ServerSettings
from llm_modeling.server.words import Library
from metasolve import MetasolveError

_PASSIVE = socket.AI_PASSIVE


class ListenError(MetasolveError):
    """The address cannot be listened on; the message says why."""


class _Server(uvicorn.Server):
    """Uvicorn that lets streams end as soon as it is to stop, since it waits for them."""

    def __init__(self, config: uvicorn.Config, service: Service) -> None:
        super().__init__(config)
        self._service = service

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        """Take a signal and do not raise it again: to be asked to end is no error. A second SIGINT does not wait."""
        self.force_exit = self.should_exit and sig == signal.SIGINT
        self.should_exit = True
        self._service.announce_stop()


def serve(
    settings: ServerSettings,
    keys: ApiKeys,
    model: LanguageModel | None = None,
    experience: Library | None = None,
    *,
    log_level: str = "info",
    on_ready: Callable[[str], None] | None = None,
) -> None:
    """Serve until SIGINT or SIGTERM; on_ready gets the address of the page as soon as it can be asked for.

    Without keys only this machine may ask, unless settings.insecure. Raises ListenError, StoreError.
    """
    if not keys.digests and not settings.is_loopback and not settings.insecure:
        raise ListenError(
            f"{settings.host}: others could reach the service, and it has no API keys; "
            "give it some (--api-keys FILE), or say --insecure"
        )
    logs.configure(log_level)
    listener = _listen(settings.host, settings.port)
    with listener, suppress(KeyboardInterrupt):
        service = Service(settings, keys, model, experience)
        asyncio.run(_serve(service, listener, on_ready))


async def _serve(service: Service, listener: socket.socket, on_ready: Callable[[str], None] | None) -> None:
    settings = service.settings
    config = uvicorn.Config(
        create_app(service),
        log_config=None,
        access_log=False,
        lifespan="on",
        server_header=False,
        date_header=True,
        timeout_graceful_shutdown=10,
        timeout_keep_alive=75,
        h11_max_incomplete_event_size=65_536,
        ws="none",
    )
    server = _Server(config, service)
    port = listener.getsockname()[1]
    host = f"[{settings.host}]" if ":" in settings.host else settings.host
    address = f"http://{host}:{port}/"
    logs.log("listening", address=address, pid=os.getpid(), data_dir=str(Path(settings.data_dir)))
    if on_ready is not None:
        on_ready(address)
    gc.collect()
    gc.freeze()  # what is loaded stays: to look through it again and again held requests up for 80 ms
    await server.serve(sockets=[listener])


def _listen(host: str, port: int) -> socket.socket:
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, proto=socket.IPPROTO_TCP, flags=_PASSIVE)[0]
        listener = socket.socket(*found[:3])  # with its protocol: asyncio sets TCP_NODELAY only where it is said
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(found[4])
        listener.listen(2048)
    except OSError as error:
        raise ListenError(f"{host}:{port}: cannot be listened on ({error.strerror or error})") from error
    listener.setblocking(False)
    return listener
