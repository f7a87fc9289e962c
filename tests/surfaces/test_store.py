"""The store: what is written is there, whole, once, and with its entry in the audit trail; on both databases."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from tests.surfaces.conftest import Run
from thalweg.errors import BadInput
from thalweg.store import book
from thalweg.store.book import Change, Make, Remove, Store
from thalweg.store.connect import FORMS, address_of
from thalweg.store.paths import default_path
from thalweg.store.records import Missing, News, Record, Stale, Taken, Unreachable


@pytest.fixture
def store(database: str) -> Iterator[Store]:
    """Open an empty store."""
    it = Store(database)
    yield it
    it.close()


def one(store: Store, step: Make | Change | Remove, who: str = "ann", case: str = "suez") -> Record:
    """Do one step."""
    (found,) = store.write(case, who, step)
    return found


def standing(store: Store, case: str = "suez") -> dict[tuple[str, str], Any]:
    """Return what stands, by kind and id."""
    return {(r.kind, r.id): r.content for r in store.since(case).records if not r.gone}


def test_a_record_is_made_changed_and_deleted_and_the_trail_tells_it(store: Store) -> None:
    before = datetime.now(UTC)
    made = one(store, Make("scenario", "wide", {"title": "Wide"}))
    assert (made.revision, made.by, made.case) == (1, "ann", "suez")
    assert before <= made.made_at == made.changed_at <= datetime.now(UTC)
    changed = one(store, Change("scenario", "wide", 1, {"title": "Wider"}), "bob")
    assert (changed.revision, changed.by, changed.made_at) == (2, "ann", made.made_at)
    assert changed.changed_at >= made.changed_at
    assert standing(store) == {("scenario", "wide"): {"title": "Wider"}}
    gone = one(store, Remove("scenario", "wide", 2))
    assert (gone.revision, gone.gone, standing(store)) == (3, True, {})
    found = [(e.number, e.who, e.action, e.revision, e.before, e.after) for e in store.history("suez", 10)]
    assert found == [
        (3, "ann", "deleted", 3, {"title": "Wider"}, None),
        (2, "bob", "changed", 2, {"title": "Wide"}, {"title": "Wider"}),
        (1, "ann", "created", 1, None, {"title": "Wide"}),
    ]
    assert store.whole_history("suez") == store.history("suez", 10)[::-1]


def test_no_revision_is_used_twice_also_of_a_record_made_again(store: Store) -> None:
    one(store, Make("note", "n", {"text": "a"}))
    one(store, Remove("note", "n", 1))
    again = one(store, Make("note", "n", {"text": "b"}))
    assert again.revision == 3
    with pytest.raises(Stale):
        one(store, Change("note", "n", 1, {"text": "c"}))


def test_who_looked_at_an_older_revision_changes_nothing(store: Store) -> None:
    one(store, Make("scenario", "s", {"n": 1}))
    one(store, Change("scenario", "s", 1, {"n": 2}))
    for step in (Change("scenario", "s", 1, {"n": 3}), Remove("scenario", "s", 1), Change("scenario", "s", 7, {})):
        with pytest.raises(Stale) as told:
            one(store, step)
        assert (told.value.current.revision, told.value.current.content) == (2, {"n": 2})
    assert len(store.history("suez", 10)) == 2
    assert store.since("suez").edition == 2


def test_steps_are_done_all_or_none(store: Store) -> None:
    one(store, Make("scenario", "s", {"n": 1}))
    for last, error in (
        (Make("scenario", "s", {}), Taken),
        (Change("note", "nowhere", 1, {}), Missing),
        (Remove("scenario", "s", 9), Stale),
    ):
        with pytest.raises(error):
            store.write("suez", "ann", Make("note", "n", {"text": "x"}), Change("scenario", "s", 1, {"n": 2}), last)
    assert standing(store) == {("scenario", "s"): {"n": 1}}
    assert (store.since("suez").edition, len(store.history("suez", 10))) == (1, 1)


def test_a_claim_twice_adds_nothing_and_one_that_was_withdrawn_comes_back(store: Store) -> None:
    first = one(store, Make("claim", "c", {"value": 1}))
    again = one(store, Make("claim", "c", {"value": 1}), "bob")
    assert again == first
    assert store.since("suez").edition == 1
    one(store, Remove("claim", "c", 1))
    back = one(store, Make("claim", "c", {"value": 1}), "bob")
    assert (back.revision, back.by, back.gone) == (3, "bob", False)


def test_cases_are_apart_and_news_are_only_what_is_new(store: Store) -> None:
    one(store, Make("note", "n", {"text": "suez"}))
    one(store, Make("note", "n", {"text": "rhine"}), case="rhine")
    seen = store.since("suez")
    assert [r.content for r in seen.records] == [{"text": "suez"}]
    assert store.since("suez", seen.edition).records == ()
    one(store, Make("scenario", "s", {}))
    news = store.since("suez", seen.edition)
    assert ([r.id for r in news.records], news.edition, news.mark) == (["s"], 2, seen.mark)
    assert store.since("rhine").mark != seen.mark
    assert store.since("nowhere") == News(0, "")
    assert [e.case for e in store.history(None, 10)] == ["suez", "rhine", "suez"]


def test_the_trail_is_read_page_by_page_and_by_person(store: Store) -> None:
    for n in range(5):
        one(store, Make("note", f"n{n}", {"text": "x"}), "ann" if n % 2 else "bob")
    first = store.history("suez", 2)
    assert [e.id for e in first] == ["n4", "n3"]
    assert [e.id for e in store.history("suez", 2, first[-1].number)] == ["n2", "n1"]
    assert [e.id for e in store.history("suez", 9, who="ann")] == ["n3", "n1"]


def test_no_more_records_than_a_case_may_have(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(book, "MOST", {"note": 2})
    for n in range(2):
        one(store, Make("note", f"n{n}", {}))
    with pytest.raises(BadInput, match="at most 2"):
        one(store, Make("note", "n2", {}))
    one(store, Remove("note", "n0", 1))
    one(store, Make("note", "n2", {}))


def test_many_at_once_lose_nothing(store: Store) -> None:
    """Writers of one record: each of their changes is made on the one before, and none is lost."""
    one(store, Make("scenario", "s", {"sum": 0}))

    def add(_: int) -> int:
        tries = 0
        while True:
            tries += 1
            old = next(r for r in store.since("suez").records if r.id == "s")
            try:
                one(store, Change("scenario", "s", old.revision, {"sum": old.content["sum"] + 1}))
            except Stale:
                continue
            return tries

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(add, range(20)))
    assert standing(store)["scenario", "s"] == {"sum": 20}
    trail = store.whole_history("suez")
    assert [e.revision for e in trail] == list(range(1, 22))
    assert all(b.before == a.after for a, b in pairwise(trail))


TEXTS = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=20)
PLAIN = st.none() | st.booleans() | st.integers(-(10**18), 10**18) | st.floats(-1e9, 1e9) | TEXTS
DATA = st.recursive(PLAIN, lambda x: st.lists(x, max_size=3) | st.dictionaries(TEXTS, x, max_size=3), max_leaves=5)
ODD = ["x", "'; DROP TABLE scenario; --", "../../etc/passwd", "%", "_", "a\\b", "\u202e", "日本", "a/b", '"', "?"]


@settings(suppress_health_check=list(HealthCheck))
@given(st.sampled_from(ODD), st.sampled_from(ODD), st.dictionaries(TEXTS, DATA, max_size=3))
def test_whatever_the_names_and_the_content_it_comes_back(store: Store, case: str, name: str, content: Any) -> None:
    held = {r.id: r for r in store.since(case).records}
    if name in held:
        one(store, Change("note", name, held[name].revision, content), case=case)
    else:
        one(store, Make("note", name, content), case=case)
    assert standing(store, case)["note", name] == content
    assert store.history(case, 1)[0].after == content


# Opening


def test_a_store_is_made_once_and_found_again(database: str) -> None:
    with ThreadPoolExecutor(3) as pool:
        stores = list(pool.map(lambda _: Store(database), range(3)))
    one(stores[0], Make("note", "n", {"text": "x"}))
    assert [standing(s) for s in stores] == [{("note", "n"): {"text": "x"}}] * 3
    for s in stores:
        s.close()
    again = Store(database)
    assert standing(again)
    again.close()


def test_the_tables_are_those_of_the_models_and_the_last_form_is_the_last_step(store: Store) -> None:
    from alembic.autogenerate import compare_metadata
    from alembic.config import Config
    from alembic.migration import MigrationContext
    from alembic.script import ScriptDirectory

    from thalweg.store.tables import Base

    with store.engine.connect() as there:
        assert compare_metadata(MigrationContext.configure(there), Base.metadata) == []
    config = Config()
    config.set_main_option("script_location", "thalweg.store:migrations")
    config.set_main_option("path_separator", "os")
    steps = ScriptDirectory.from_config(config)
    assert steps.get_current_head() == FORMS[-1]
    assert [s.revision for s in steps.walk_revisions()][::-1] == list(FORMS)


def test_a_store_of_a_newer_program_is_refused(database: str, run: Run) -> None:
    store = Store(database)
    with store.engine.begin() as there:
        there.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    store.close()
    with pytest.raises(BadInput) as told:
        Store(database)
    (problem,) = told.value.problems
    assert (problem.code, problem.found) == ("no-store", "tables of form 9999")
    code, out, err = run("serve", "suez", "--no-open", "--port", "0", "--store", database)
    assert (code, out, len(err.splitlines())) == (2, "", 1)
    assert "newer" in err or "update Thalweg" in err


def test_sqlite_waits_for_the_disk_and_belongs_to_the_user(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "s.sqlite"
    store = Store(str(path))
    with store.engine.connect() as there:
        found = [there.exec_driver_sql(f"PRAGMA {p}").scalar() for p in ("journal_mode", "synchronous", "foreign_keys")]
    store.close()
    assert found == ["wal", 2, 1]
    assert path.stat().st_mode & 0o077 == 0


WRONG = [
    # address, what the message says
    ("mysql://x/y", "of kind 'mysql'"),
    ("http://", "of kind 'http'"),
    ("sqlite://", "without a file"),
    ("postgresql://user:secret@localhost:1/none", "postgresql+psycopg://user:***@localhost:1/none"),
    ("postgresql://user:secret@localhost:port/none", "cannot be read"),
    ("postgresql:///none?host=/nowhere", "/nowhere"),
    ("{folder}", "database file"),
    ("{folder}/text.txt", "not a database"),
    ("{folder}/text.txt/store.sqlite", "text.txt"),
]


@pytest.mark.parametrize(("address", "said"), WRONG, ids=[w[0] for w in WRONG])
def test_what_cannot_be_opened_is_one_line(address: str, said: str, run: Run, tmp_path: Path) -> None:
    (tmp_path / "text.txt").write_text("Not a database at all, but long enough to have a head." * 9, encoding="utf-8")
    told = address.format(folder=tmp_path)
    for words in (("serve", "suez", "--no-open", "--port", "0"), ("store", "export", "suez", tmp_path / "out")):
        code, out, err = run(*words, "--store", told)
        assert (code, out, len(err.splitlines())) == (2, "", 1), err
        assert said in err
        assert "secret" not in err
    assert not (tmp_path / "out").exists()


def test_the_store_of_the_user_is_in_the_folder_for_data(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    assert default_path() == tmp_path / "thalweg" / "store.sqlite"
    assert address_of("").database == str(default_path())
    monkeypatch.setenv("XDG_DATA_HOME", "not/absolute")
    monkeypatch.setenv("HOME", str(tmp_path / "me"))
    assert default_path() == tmp_path / "me" / ".local" / "share" / "thalweg" / "store.sqlite"


def test_a_database_that_is_busy_for_too_long_is_told(database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("thalweg.store.connect._WAIT_S", 1)
    store, other = Store(database), Store(database)
    with other.writing() as there:
        other._next(there, "suez")
        with pytest.raises(Unreachable):
            one(store, Make("note", "n", {}))
        assert store.since("suez").edition == 0, "readers wait for no writer"
        there.rollback()
    one(store, Make("note", "n", {}))
    store.close()
    other.close()


def test_times_are_in_utc_whatever_the_zone_of_the_machine(database: str, monkeypatch: pytest.MonkeyPatch) -> None:
    import time

    monkeypatch.setenv("TZ", "Asia/Tokyo")
    time.tzset()
    try:
        store = Store(database)
        made = one(store, Make("note", "n", {}))
        (seen,) = store.since("suez").records
        store.close()
    finally:
        monkeypatch.undo()
        time.tzset()
    assert seen.made_at == made.made_at
    assert seen.made_at.utcoffset() == timedelta(0)
    assert abs(seen.made_at.timestamp() - datetime.now(UTC).timestamp()) < 60
