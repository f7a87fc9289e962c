"""Files are written whole or not at all, and what stands at their path stays what it is."""

from __future__ import annotations

import os
import stat
import threading
from pathlib import Path

import pytest

from thalweg.io.files import write_whole


def test_a_link_stays_and_its_file_is_written(tmp_path: Path) -> None:
    file, link = tmp_path / "real.csv", tmp_path / "link.csv"
    file.write_text("old", encoding="utf-8")
    file.chmod(0o600)
    link.symlink_to(file.name)
    write_whole(link, "new")
    assert link.is_symlink()
    assert file.read_text(encoding="utf-8") == "new"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert sorted(p.name for p in tmp_path.iterdir()) == ["link.csv", "real.csv"]


def test_a_link_to_nothing_yet_makes_its_file(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to("real")
    write_whole(tmp_path / "link", b"new")
    assert (tmp_path / "real").read_bytes() == b"new"


@pytest.mark.skipif(not Path("/proc/self/fd").is_dir(), reason="open files have no names here")
def test_an_open_file_is_not_replaced_under_its_other_name(tmp_path: Path) -> None:
    with (tmp_path / "red.txt").open("wb") as out:
        for name in (f"/proc/self/fd/{out.fileno()}", tmp_path / "link"):
            if isinstance(name, Path):
                name.symlink_to(f"/proc/self/fd/{out.fileno()}")
            with pytest.raises(OSError, match="name the file itself"):
                write_whole(Path(name), "table")
    assert (tmp_path / "link").is_symlink()


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no pipes with names here")
def test_a_pipe_is_written_to(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    got: list[bytes] = []
    reader = threading.Thread(target=lambda: got.append((tmp_path / "pipe").read_bytes()))
    reader.start()
    write_whole(tmp_path / "pipe", "table")
    reader.join(10)
    assert got == [b"table"]
    assert stat.S_ISFIFO((tmp_path / "pipe").stat().st_mode)


def test_what_cannot_be_written_leaves_nothing(tmp_path: Path) -> None:
    (tmp_path / "there").write_text("old", encoding="utf-8")
    with pytest.raises(OSError, match=r"\w"):
        write_whole(tmp_path / "there" / "under", "new")
    assert [p.name for p in tmp_path.iterdir()] == ["there"]
