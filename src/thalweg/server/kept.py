"""Bodies of answers, compressed, and kept while there is room."""

from __future__ import annotations

import gzip
import json
from collections import OrderedDict
from dataclasses import dataclass
from hashlib import sha256
from threading import Lock
from typing import Self

SMALL = 1024
"""Bytes up to which nothing is compressed."""
_BESIDE_BYTES = 300
"""About what a body takes beside its bytes."""
LEVEL = 5
"""Level of compression: of large maps level 9 takes several times as long and gives a few per cent less."""


@dataclass(frozen=True, slots=True)
class Body:
    """The body of an answer, held compressed where that is worth it."""

    tag: str
    """By which a client tells that it has it already; weak, since compressed and plain body share it."""
    kind: str
    held: bytes
    packed: bool
    """Whether it is held compressed."""

    @classmethod
    def of(cls, plain: bytes, kind: str, tag: str = "") -> Self:
        """Compress a body; without a tag that of its content is used."""
        packed = len(plain) > SMALL
        held = gzip.compress(plain, LEVEL, mtime=0) if packed else plain
        return cls(tag or tag_of(sha256(plain).hexdigest()), kind, held, packed)

    @classmethod
    def of_data(cls, data: object, tag: str = "") -> Self:
        """Write plain data as JSON."""
        return cls.of(json_of(data), "application/json", tag)

    @property
    def plain(self) -> bytes:
        """The body as it is for those who do not take it compressed."""
        return gzip.decompress(self.held) if self.packed else self.held

    def __len__(self) -> int:
        return len(self.held) + _BESIDE_BYTES


def json_of(data: object) -> bytes:
    """Write plain data as JSON in one line."""
    return json.dumps(data, ensure_ascii=False, allow_nan=False, separators=(",", ":")).encode()


def tag_of(*parts: str) -> str:
    """Return a tag that is the same for the same parts."""
    joined = "\x1f".join(parts).encode()
    return f'W/"{sha256(joined).hexdigest()[:32]}"'


def matches(tag: str, wanted: str) -> bool:
    """Tell whether a tag is among those of an If-None-Match header."""
    return any(w.strip().removeprefix("W/") == tag.removeprefix("W/") for w in wanted.split(","))


class Kept:
    """The answers given last, by their tags, up to a number of bytes."""

    def __init__(self, most_bytes: int) -> None:
        self._most, self._held = most_bytes, 0
        self._bodies: OrderedDict[str, Body] = OrderedDict()
        self._lock = Lock()

    def get(self, tag: str) -> Body | None:
        """Return a body that is kept."""
        with self._lock:
            if tag in self._bodies:
                self._bodies.move_to_end(tag)
            return self._bodies.get(tag)

    def put(self, body: Body) -> None:
        """Keep a body, and let go of those that were not asked for longest; one body takes a quarter at most."""
        if len(body) > self._most // 4:
            return
        with self._lock:
            if body.tag not in self._bodies:
                self._bodies[body.tag] = body
                self._held += len(body)
            while self._held > self._most:
                _, gone = self._bodies.popitem(last=False)
                self._held -= len(gone)
