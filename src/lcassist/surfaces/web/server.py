"""Serves the page: opens the assistant, and then answers at an address until it is stopped."""

from __future__ import annotations

import errno
import logging
import os
import socket
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from lcassist.answer.assistant import Assistant
from lcassist.errors import LcassistError
from lcassist.settings import Settings
from lcassist.surfaces.web.auth import Guard, Passwords
from lcassist.surfaces.web.bodies import BodyLimit
from lcassist.surfaces.web.closed import Closed
from lcassist.surfaces.web.forwarded import Forwarded
from lcassist.surfaces.web.headers import SafeHeaders
from lcassist.surfaces.web.hosts import AllowedHosts
from lcassist.surfaces.web.one_line import OneLine

if TYPE_CHECKING:
    from fastapi import FastAPI

_GRACE = 3  # seconds that answers under way get when the server is stopped


def serve(
    settings: Settings,
    *,
    host: str = "127.0.0.1",
    port: int = 7860,
    root_path: str | None = None,
    auth: Path | None = None,
    mcp: bool = False,
) -> None:
    """Serve the page until Ctrl-C, which raises KeyboardInterrupt. Port 0 takes one that is free.

    Raises:
        LcassistError: the address can't be used; said before anything is loaded.
        SettingsError: the file of passwords ``auth``, or the trusted proxies, can't be used.
        IndexMissing, IndexMismatch, IndexDamaged, ModelUnavailable, EngineUnavailable: as ``Assistant.open``.
    """
    passwords = Passwords.read(auth) if auth else None
    with listening(host, port) as listener:
        assistant = Assistant.open(settings)
        _log_requests()
        app = build(assistant, root_path=root_path, mcp=mcp, telling=passwords is None)
        # This too takes its time to import, and is not needed to say that something is missing.
        from lcassist.surfaces.web.uvicorn_server import run

        guarded = Guard(app, passwords) if passwords else app
        run(
            protected(guarded, host, settings.allowed_hosts.split(","), settings.trusted_proxies.split(",")),
            listener,
            grace=_GRACE,
            on_ready=lambda: _say(_address(listener, host)),
            on_stop=app.state.end_streams,
            on_cut=app.state.end_answers,
        )


def protected(app: FastAPI | Guard, host: str, names: Sequence[str] = (), proxies: Sequence[str] = ()) -> AllowedHosts:
    """The page as others may reach it at ``host``, under further ``names``, and through ``proxies``."""
    return AllowedHosts(Forwarded(BodyLimit(SafeHeaders(Closed(app))), proxies), host, names)


def build(assistant: Assistant, *, root_path: str | None = None, mcp: bool = False, telling: bool = True) -> FastAPI:
    """The page as an ASGI application, with `GET /health`; its examples are asked once, to warm it up.

    With ``mcp`` there are tools for programs that speak MCP too, at /mcp; without ``telling`` /health gives no reasons.
    """
    os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"
    # Gradio takes seconds to import: a taken port or a missing index is said without it.
    import gradio as gr
    from fastapi import FastAPI

    from lcassist.surfaces.web.desk import Desk
    from lcassist.surfaces.web.health import add_health
    from lcassist.surfaces.web.look import HEAD, theme
    from lcassist.surfaces.web.page import page
    from lcassist.surfaces.web.routes import add_routes
    from lcassist.surfaces.web.tools import add_tools, lifespan
    from lcassist.surfaces.web.visits import Visits

    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None, lifespan=lifespan)
    visits, desk = Visits(), Desk(assistant)
    add_health(app, assistant, telling=telling)
    add_routes(app, desk, visits)
    if mcp:
        add_tools(app, desk)
    blocks = page(desk, visits)
    gr.mount_gradio_app(
        app,
        blocks,
        path="/",
        root_path=root_path,
        theme=theme(),
        head=HEAD,
        footer_links=[],
        run_history=False,
        enable_monitoring=False,
        show_error=False,
        ssr_mode=False,
        pwa=False,
        max_file_size=1,  # nothing on the page takes a file, but Gradio's upload address is always there
    )
    mounted = app.routes[-1].app  # type: ignore[attr-defined]

    def end_streams() -> None:
        blocks.close(verbose=False)
        mounted.stop_event.set()

    # Each open page keeps a stream open for as long as the server runs, which would keep it from stopping.
    app.state.end_streams, app.state.end_answers = end_streams, desk.end
    return app


def _log_requests() -> None:
    """A line for each question on standard error, for whoever runs the server."""
    logger = logging.getLogger("lcassist.requests")
    handler = logging.StreamHandler()
    handler.setFormatter(OneLine("%(asctime)s lcassist: %(message)s"))
    logger.addHandler(handler)
    logger.setLevel(logging.INFO)
    logger.propagate = False


def listening(host: str, port: int) -> socket.socket:
    """A socket that listens: the port is taken from now on, and who comes early waits until it is served."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(
            host.strip("[]"), port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
    except socket.gaierror as error:
        raise LcassistError(f"{host!r} is no address of this machine: choose another with --host") from error
    listener = socket.socket(family, kind, protocol)
    try:
        if os.name == "posix":
            # On Windows this would let two programs share the port.
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(address)
        listener.listen(128)
    except OSError as error:
        listener.close()
        raise LcassistError(_unusable(host, port, error)) from error
    return listener


def _unusable(host: str, port: int, error: OSError) -> str:
    if error.errno == errno.EADDRINUSE:
        return f"the port {port} on {host!r} is taken: stop what is using it, or choose another with --port"
    if error.errno == errno.EACCES:
        return f"the port {port} on {host!r} needs more rights: choose one above 1023 with --port"
    if error.errno == errno.EADDRNOTAVAIL:
        return f"{host!r} is no address of this machine: choose another with --host"
    return f"the port {port} on {host!r} can't be used ({error.strerror}): choose another with --port"


def _address(listener: socket.socket, host: str) -> str:
    name: Any = listener.getsockname()
    # The wildcard is no address that a browser could open.
    shown = "localhost" if host in ("0.0.0.0", "::", "[::]") else name[0]  # noqa: S104
    return f"http://{f'[{shown}]' if ':' in shown else shown}:{name[1]}/"


def _say(address: str) -> None:
    sys.stdout.write(f"The page is at {address} (Ctrl-C stops it)\n")
    sys.stdout.flush()
