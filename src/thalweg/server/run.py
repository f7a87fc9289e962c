"""From a command to a running server: an address of this machine, a socket, and an end without noise."""

from __future__ import annotations

import errno
import re
import socket
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager, nullcontext, suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

import uvicorn

from thalweg.errors import BadInput, Problem, bad_question
from thalweg.server.app import make_app
from thalweg.server.guard import LOOPBACK
from thalweg.server.shelf import Shelf
from thalweg.store.paths import default_path

if TYPE_CHECKING:
    from thalweg.store.book import Store

HOSTS = ("127.0.0.1", "localhost", "::1")
"""Addresses that this machine alone reaches."""
_ANY = ("0.0.0.0", "::", "")  # noqa: S104 (the addresses by which every network is meant)
_NAME = re.compile(r"[a-z0-9](?:[a-z0-9.-]{0,251}[a-z0-9])?|\[[0-9a-f:.]+\]", re.ASCII)
_ENDING_S = 2
MAKE = "thalweg token create NAME --role admin --store {store}"


@dataclass(frozen=True)
class Served:
    """How a server is reached."""

    host: str = HOSTS[0]
    """Address to listen at."""
    port: int = 8450
    names: Sequence[str] = ()
    """Names under which it is reached, where others reach it."""
    tokens: bool = False
    """Whether tokens are asked for in any case."""

    @property
    def is_local(self) -> bool:
        """Whether only this machine reaches it; one with a name may stand behind a server that others reach."""
        return self.host in HOSTS and not self.names

    def hosts(self) -> Collection[str]:
        """Return the hosts that are served.

        Raises
        ------
        BadInput
            If none is named, or a name is none.
        """
        given = [name.strip().lower() for name in self.names]
        for name in given:
            if not _NAME.fullmatch(name):
                raise bad_question("name", repr(name), "the name of a host, without a port, as thalweg.example.org")
        if self.host in HOSTS:
            return LOOPBACK | set(given)
        if not given and self.host in _ANY:
            expected = "--name with the name under which others reach it, as thalweg.example.org"
            raise bad_question("name", f"no name of a server at {self.host!r}", expected)
        return frozenset(given or [f"[{self.host}]" if ":" in self.host else self.host.lower()])


def run(cases: Sequence[str], served: Served, store: str | None, ready: Callable[[str, int], None]) -> None:
    """Serve cases until the process is told to end; `ready` hears the address and how many cases there are.

    `store` is the path or URL of what is saved, empty for that of the user, and None to keep nothing.

    Raises
    ------
    BadInput
        If a case cannot be served, the store cannot be opened, the port is taken, or others would reach a server
        that has no tokens.
    """
    hosts = served.hosts()
    shelf = Shelf(cases)
    with nullcontext() if store is None else opened(store) as kept, listening(served.host, served.port) as found:
        shelf.store = kept
        tokens = needs_tokens(served, kept, store or "")
        name = f"[{served.host}]" if ":" in served.host else served.host
        config = uvicorn.Config(
            make_app(shelf, None, hosts, tokens),
            log_level="warning",
            access_log=False,
            server_header=False,
            proxy_headers=False,
            timeout_graceful_shutdown=_ENDING_S,
        )
        ready(f"http://{name}:{found.getsockname()[1]}/", len(shelf.names))
        with suppress(KeyboardInterrupt):
            uvicorn.Server(config).run(sockets=[found])


def needs_tokens(served: Served, kept: Store | None, store: str) -> bool:
    """Tell whether nobody is served without a token: where others reach the server, or there are tokens.

    Raises
    ------
    BadInput
        If tokens are needed, and there are none.
    """
    wanted = served.tokens or not served.is_local
    there = kept is not None and kept.tokens.usable()
    if wanted and not there:
        found = "no token in the store" if kept is not None else "tokens without a store"
        field = "require-token" if served.is_local else "name" if served.names else "host"
        shown = store if "://" not in store else "URL"  # an address may have a password
        hint = "whoever is reached by others needs tokens: " + MAKE.format(store=shown or default_path())
        raise bad_question(field, found, "a store with a token that can be used", hint)
    return wanted or there


@contextmanager
def opened(store: str) -> Iterator[Store]:
    """Open a store, and let go of it in the end."""
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
