"""From a command to a running server: an address of this machine, a socket, and an end without noise."""

from __future__ import annotations

import errno
import socket
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

import uvicorn

from thalweg.errors import BadInput, Problem, bad_question
from thalweg.server.app import make_app
from thalweg.server.shelf import Shelf

if TYPE_CHECKING:
    from thalweg.store.book import Store

HOSTS = ("127.0.0.1", "localhost", "::1")
"""Addresses that this machine alone reaches."""
_ENDING_S = 2


def run(cases: Sequence[str], host: str, port: int, store: str | None, ready: Callable[[str, int], None]) -> None:
    """Serve cases until the process is told to end; `ready` hears the address and how many cases there are.

    `store` is the path or URL of what is saved, empty for that of the user, and None to keep nothing.

    Raises
    ------
    BadInput
        If a case cannot be served, the store cannot be opened, the port is taken, or the address is one that other
        machines reach.
    """
    if host not in HOSTS:
        expected = ", ".join(HOSTS[:-1]) + f" or {HOSTS[-1]}"
        hint = "another address is reached by other machines and needs tokens, which this version has not"
        raise bad_question("host", repr(host), expected, hint)
    shelf = Shelf(cases)
    with listening(host, port) as found, opened(store) as kept:
        shelf.store = kept
        name = f"[{host}]" if ":" in host else host
        config = uvicorn.Config(
            make_app(shelf),
            log_level="warning",
            access_log=False,
            server_header=False,
            proxy_headers=False,
            timeout_graceful_shutdown=_ENDING_S,
        )
        ready(f"http://{name}:{found.getsockname()[1]}/", len(shelf.names))
        with suppress(KeyboardInterrupt):
            uvicorn.Server(config).run(sockets=[found])


@contextmanager
def opened(store: str | None) -> Iterator[Store | None]:
    """Open a store, and let go of it in the end."""
    if store is None:
        yield None
        return
    from thalweg.store.book import Store

    found = Store(store)
    try:
        yield found
    finally:
        found.close()


def listening(host: str, port: int) -> socket.socket:
    """Return a socket that listens.

    Raises
    ------
    BadInput
        If the port is taken, or may not be used.
    """
    if not 0 <= port <= 65535:
        raise bad_question("port", str(port), "0 to 65535; 0 takes any that is free")
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    found = socket.socket(family, socket.SOCK_STREAM)
    found.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        found.bind((host, port))
        found.listen(512)
    except OSError as error:
        found.close()
        why = "is in use" if error.errno == errno.EADDRINUSE else f"cannot be used: {error.strerror}"
        problem = Problem("", 0, "port", "bad-question", f"port {port} of {host} {why}", "a free port", "see --port")
        raise BadInput(problem) from None
    return found
