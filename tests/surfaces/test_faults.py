"""A server that is killed in the midst loses no save that it acknowledged: `benchmarks/faults.py`, in short."""

from __future__ import annotations

import json

from benchmarks.faults import CASE, Trial, wrongs
from sqlalchemy import text

from thalweg.store.book import Store


def test_a_kill_loses_no_save_and_leaves_none_half(database: str) -> None:
    trial = Trial(database, saves=20, kills=1)
    trial.run()
    assert trial.acknowledged >= 20
    assert len(trial.starts_s) == 2
    assert wrongs(trial) == []
    _spoiling_is_seen(trial)


def _spoiling_is_seen(trial: Trial) -> None:
    """The check is not blind: each of these would be a save that is lost, or half there."""
    store = Store(trial.store)
    last = store.history(CASE, 1)[0]
    table = last.kind
    row = f"WHERE \"case\" = '{CASE}' AND id = '{last.id}'"
    for spoil in (
        f"DELETE FROM audit WHERE number = {last.number}",
        f"DELETE FROM {table} {row}",
        f"UPDATE {table} SET revision = revision + 1 {row}",
        f"UPDATE {table} SET gone = NOT gone {row}",
        f"UPDATE {table} SET content = '{{}}' {row}",
        "UPDATE edition SET number = number + 1",
        f"DELETE FROM audit {row}; DELETE FROM {table} {row}; UPDATE edition SET number = number - 1",
    ):
        with store.engine.connect() as there:
            kept = {t: there.execute(text(f"SELECT * FROM {t}")).mappings().all() for t in (table, "audit", "edition")}
        with store.engine.begin() as there:
            for word in spoil.split("; "):
                there.execute(text(word))
        assert wrongs(trial), spoil
        with store.engine.begin() as there:
            for name, rows in kept.items():
                there.execute(text(f"DELETE FROM {name}"))
                for r in rows:
                    columns = ", ".join(f'"{c}"' for c in r)
                    values = ", ".join(f":{c}" for c in r)
                    there.execute(text(f"INSERT INTO {name} ({columns}) VALUES ({values})"), _plain(dict(r)))
    assert wrongs(trial) == []
    store.close()


def _plain(row: dict[str, object]) -> dict[str, object]:
    """Return a row as it was read, to be written again as text."""
    return {k: json.dumps(v) if isinstance(v, dict) else v for k, v in row.items()}
