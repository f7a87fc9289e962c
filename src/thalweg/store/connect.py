"""From an address to a database that is ready: SQLite in a file, or PostgreSQL; made or brought up to date."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from sqlalchemy import URL, Connection, Engine, create_engine, event, inspect, make_url, text
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import ArgumentError, DBAPIError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.pool import ConnectionPoolEntry

from thalweg.errors import BadInput, Problem, bad_question
from thalweg.store.paths import default_path
from thalweg.store.records import Unreachable

FORMS = ("0001",)
"""The forms of the tables, in order; a step of `migrations` leads to each."""
_VERSION = "alembic_version"
_WAIT_S = 5
"""How long a connection, or another's write, is waited for."""
_LOCK = 0x7468616C
"""Number of the lock under which PostgreSQL lets one program at a time make the tables."""
READS = {"thalweg_reads": True}
"""Option of a connection that only reads, so that it waits for no writer."""
FORM = "a path, sqlite:///PATH or postgresql://USER@HOST/DATABASE"


def address_of(store: str) -> URL:
    """Read the address of a store; what is no URL is the path of a file.

    Raises
    ------
    BadInput
        If it is an address of nothing that can be opened.
    """
    if "://" not in store:
        return URL.create("sqlite", database=str(Path(store or default_path()).expanduser()))
    try:
        url = make_url(store)
    except (ArgumentError, ValueError):
        raise bad_question("store", "an address that cannot be read", FORM) from None  # it may have a password
    kind = url.drivername.partition("+")[0]
    if kind in ("postgresql", "postgres"):
        try:
            import psycopg  # noqa: F401
        except ImportError:
            found = "the package psycopg is not installed"
            raise BadInput(
                Problem("", 0, "store", "missing-package", found, "pip install 'thalweg[postgres]'")
            ) from None
        return url.set(drivername="postgresql+psycopg")
    if kind != "sqlite":
        raise bad_question("store", f"a store of kind {url.drivername!r}", FORM)
    if not url.database or url.database == ":memory:" or url.query:
        raise bad_question("store", "sqlite without a file, or with more than one", FORM)
    return url


def connected(store: str = "") -> Engine:
    """Open a store, made or brought up to date if need be.

    Raises
    ------
    BadInput
        If it cannot be opened, or was made by a newer Thalweg.
    """
    url = address_of(store)
    engine = _sqlite(url) if url.drivername.startswith("sqlite") else _postgresql(url)
    shown = url.database if url.drivername.startswith("sqlite") else url.render_as_string(hide_password=True)
    try:
        with engine.connect() as there:
            found = _form(there)
        if found != FORMS[-1]:
            _bring_up(engine)
    except DBAPIError as error:
        engine.dispose()
        why = str(error.orig).strip().splitlines()[0] if str(error.orig).strip() else type(error.orig).__name__
        problem = Problem("", 0, "store", "no-store", f"{shown}: {why}", "a database that can be opened and written")
        raise BadInput(problem) from None
    except BadInput:
        engine.dispose()
        raise
    return engine


def _sqlite(url: URL) -> Engine:
    path = Path(url.database or "")
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        if not path.exists():
            os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))  # what is saved is the user's own
    except OSError as error:
        found = f"{path}: {error.strerror}"
        raise BadInput(Problem("", 0, "store", "no-store", found, "a file that can be written")) from None
    engine = create_engine(url, connect_args={"timeout": _WAIT_S}, pool_timeout=_WAIT_S)

    @event.listens_for(engine, "connect")
    def prepared(raw: sqlite3.Connection, _: ConnectionPoolEntry) -> None:
        raw.isolation_level = None  # transactions begin where `begun` says so
        for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", f"busy_timeout={_WAIT_S * 1000}"):
            raw.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def begun(there: Connection) -> None:
        reads = there.get_execution_options().get("thalweg_reads")
        there.exec_driver_sql("BEGIN" if reads else "BEGIN IMMEDIATE")

    return engine


def _postgresql(url: URL) -> Engine:
    engine = create_engine(
        url,
        connect_args={"connect_timeout": _WAIT_S, "tcp_user_timeout": _WAIT_S * 1000},
        pool_timeout=_WAIT_S,
        pool_pre_ping=True,
    )

    @event.listens_for(engine, "connect")
    def prepared(raw: DBAPIConnection, _: ConnectionPoolEntry) -> None:
        with closing(raw.cursor()) as cursor:
            cursor.execute(f"SET lock_timeout = '{_WAIT_S}s'")
        raw.commit()

    return engine


def _form(there: Connection) -> str:
    """Return the form of the tables of a database, or nothing if there are none; refuse one that is not known."""
    if not inspect(there).has_table(_VERSION):
        return ""
    found = there.execute(text(f"SELECT version_num FROM {_VERSION}")).scalar()  # noqa: S608 (a name of our own)
    if found is not None and found not in FORMS:
        hint = "update Thalweg, or name another store"
        problem = Problem("", 0, "store", "no-store", f"tables of form {found}", f"form {FORMS[-1]} or older", hint)
        raise BadInput(problem)
    return found or ""


def _bring_up(engine: Engine) -> None:
    """Make the tables, or change those of an older form; of several programs that start at once, one does."""
    from alembic import command
    from alembic.config import Config

    with engine.begin() as there:
        if engine.dialect.name == "postgresql":
            there.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
        if _form(there) == FORMS[-1]:
            return
        config = Config()
        config.set_main_option("script_location", "thalweg.store:migrations")
        config.set_main_option("path_separator", "os")
        config.attributes["connection"] = there
        command.upgrade(config, FORMS[-1])


@contextmanager
def reaching() -> Iterator[None]:
    """Turn the failures of a database that is away, or busy for too long, into one clear error."""
    try:
        yield
    except (OperationalError, InterfaceError, PoolTimeout):
        hint = "look at the database, then ask again"
        problem = Problem("", 0, "", "no-store", "the store does not answer", "a database that can be reached", hint)
        raise Unreachable(problem) from None
