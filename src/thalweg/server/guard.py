"""What stands before every request: which host is served, who may ask, and what every answer tells the browser."""

from __future__ import annotations

import re
from collections.abc import Collection

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from thalweg.errors import BadInput, Problem
from thalweg.server.kept import json_of

LOOPBACK = frozenset({"127.0.0.1", "localhost", "[::1]"})
"""Names under which this machine alone is reached."""
_HOST = re.compile(r"(?P<name>\[[0-9a-f:.]+\]|[^:\[\]]+)(?::\d{1,5})?", re.ASCII)

WRITES = ("POST", "PUT", "PATCH", "DELETE")
"""Methods by which something is sent: a browser says with them which page sends it."""
HEADERS = {
    "Content-Security-Policy": "default-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; "
    "frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}
"""Headers of every answer: a page of the server runs and loads nothing from elsewhere, and stands in no other page."""


class Guard:
    """Refuses what is not meant for this server, and adds the headers of security to what it answers."""

    def __init__(self, app: ASGIApp, hosts: Collection[str] = LOOPBACK) -> None:
        self._app, self._hosts = app, hosts

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers.setdefault(name, value)
            await send(message)

        refused = self._refusal(scope["method"], Headers(scope=scope))
        if refused is None:
            await self._app(scope, receive, guarded)
            return
        status, error = refused
        body = json_of(error.as_dict())
        headers = [(b"content-type", b"application/json"), (b"content-length", str(len(body)).encode())]
        await guarded({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": body})

    def _refusal(self, method: str, headers: Headers) -> tuple[int, BadInput] | None:
        """Return why a request is refused, or None.

        A page of another site can send requests to this machine through its reader's browser, and can give its own
        name the address of this machine; neither is served.
        """
        hosts = headers.getlist("host")
        read = _HOST.fullmatch(hosts[0].lower()) if len(hosts) == 1 else None
        if read is None or read["name"] not in self._hosts:
            found = f"the host {', '.join(hosts)!r}" if hosts else "no host"
            return 421, BadInput(Problem("", 0, "Host", "not-served", found, " or ".join(sorted(self._hosts))))
        if headers.get("sec-fetch-site") == "cross-site" and headers.get("sec-fetch-mode") != "navigate":
            found = "a request by a page of another site"
            return 403, BadInput(Problem("", 0, "Sec-Fetch-Site", "not-served", found, "a page of this server"))
        origins = {o.partition("://")[2].lower() for o in headers.getlist("origin")}
        if method in WRITES and origins - {hosts[0].lower()}:
            found = f"a request by a page of {', '.join(headers.getlist('origin'))!r}"
            return 403, BadInput(Problem("", 0, "Origin", "not-served", found, "a page of this server"))
        return None
