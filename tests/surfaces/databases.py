"""Databases for tests: SQLite in a folder, and a PostgreSQL that the tests start and stop themselves.

PostgreSQL refuses to run as root, so that root starts it as another user.
"""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path

import pytest

_PORT = "5432"
"""Part of the name of the socket; no port is opened."""
_START_S = 30


def programs() -> Path:
    """Return the folder of the programs of PostgreSQL; skip the test where there is none."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda p: -int(p.parent.parent.name))
    on_path = shutil.which("initdb")
    if not found and on_path is None:
        pytest.skip("PostgreSQL is not installed: apt-get install postgresql")
    return found[0].parent if found else Path(on_path or "").resolve().parent


def _as_another() -> list[str]:
    """Return the words before a command by which root runs it as somebody else."""
    if os.geteuid() != 0:
        return []
    known = {p.pw_name: p for p in pwd.getpwall()}
    user = known.get("postgres") or known.get("nobody")
    if user is None or shutil.which("setpriv") is None:
        pytest.skip("PostgreSQL does not run as root, and no other user can run it here")
    return ["setpriv", f"--reuid={user.pw_uid}", f"--regid={user.pw_gid}", "--clear-groups"]


@dataclass
class Postgres:
    """A PostgreSQL that runs."""

    folder: Path
    _made: Iterator[int]

    def new(self) -> str:
        """Make an empty schema, which is quicker than a database; return its address."""
        import psycopg

        name = f"t{next(self._made)}"
        with psycopg.connect(host=str(self.folder), user="thalweg", dbname="postgres", autocommit=True) as there:
            there.execute(f"CREATE SCHEMA {name}".encode())
        return f"postgresql://thalweg@/postgres?host={self.folder}&options=-csearch_path%3D{name}"


@contextmanager
def postgres(*, sync: bool = False) -> Iterator[Postgres]:
    """Run a PostgreSQL in a temporary folder, reached by a socket in it; with `sync` it waits for the disk."""
    bin_, another = programs(), _as_another()
    folder = Path(tempfile.mkdtemp(prefix="thalweg-pg-"))
    log = folder / "log"
    try:
        if another:
            owner = int(another[1].partition("=")[2])
            os.chown(folder, owner, -1)
        data = str(folder / "data")
        made = [*another, str(bin_ / "initdb"), "-D", data, "-U", "thalweg", "--auth=trust", "--encoding=UTF8",
                "--locale=C", "--no-sync"]  # fmt: skip
        subprocess.run(made, check=True, capture_output=True, cwd=folder)
        settings = {"listen_addresses": "", "unix_socket_directories": str(folder), "port": _PORT,
                    "fsync": "on" if sync else "off"}  # fmt: skip
        words = [w for k, v in settings.items() for w in ("-c", f"{k}={v}")]
        with log.open("wb") as out:
            run = subprocess.Popen([*another, str(bin_ / "postgres"), "-D", data, *words], stderr=out, cwd=folder)
        try:
            _wait(run, folder, log)
            yield Postgres(folder, count())
        finally:
            run.send_signal(signal.SIGQUIT)  # at once: nothing of it is wanted any more
            run.wait(_START_S)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _wait(run: subprocess.Popen[bytes], folder: Path, log: Path) -> None:
    import psycopg

    until = time.monotonic() + _START_S
    while True:
        try:
            psycopg.connect(host=str(folder), user="thalweg", dbname="postgres").close()
        except psycopg.OperationalError:
            if run.poll() is not None or time.monotonic() > until:
                raise RuntimeError(log.read_text(errors="replace")) from None
            time.sleep(0.05)
        else:
            return


KINDS = ("sqlite", "postgresql")
