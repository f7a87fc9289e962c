"""Tables that outgrow the memory: written to a Zarr store day by day.

The store is made under a name of its own beside its place and moved there when it is whole: what is
found under the name that was asked for is never half a table.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from thalweg.errors import bad_question, in_the_way

if TYPE_CHECKING:
    import xarray as xr

ALONG = "on"
CHUNK = 1024
"""Most movers and places in a chunk; a chunk holds one day."""


def need_room(path: Path) -> None:
    """Check before any work that a store can be made.

    Raises
    ------
    BadInput
        If the library is not installed, the path exists, or its folder does not.
    """
    if find_spec("zarr") is None:
        raise bad_question("zarr", "the package zarr is not installed", "it: pip install 'thalweg[zarr]'")
    if path.exists() or path.is_symlink():
        raise in_the_way("zarr", str(path), "a path where nothing is yet")
    if not path.parent.is_dir():
        raise bad_question("zarr", f"no folder {str(path.parent)!r}", "a path in a folder that exists")


def write_days(path: Path, days: Iterator[xr.Dataset]) -> None:
    """Write tables of one day each, one after the other; nothing is left behind if one of them fails.

    Raises
    ------
    BadInput
        As `need_room`, or if the disk refuses.
    """
    need_room(path)
    try:
        with tempfile.TemporaryDirectory(prefix=f".{path.name}.", dir=path.parent) as folder:
            part = Path(folder) / path.name
            for i, day in enumerate(days):
                _append(part, day, i == 0)
            part.rename(path)
    except OSError as error:
        raise bad_question("zarr", f"cannot write {path}: {error}", "a path that can be written") from None


def _append(part: Path, day: xr.Dataset, first: bool) -> None:
    """Write one day; version 2 of the format, since its texts are in the standard."""
    if first:
        sizes = [1 if d == ALONG else min(CHUNK, n) for d, n in day["verdict"].sizes.items()]
        encoding = {"verdict": {"chunks": sizes}, ALONG: {"units": "days since 1970-01-01", "dtype": "int32"}}
        day.to_zarr(part, mode="w-", zarr_format=2, consolidated=True, encoding=encoding)
    else:
        still = [str(name) for name, it in day.variables.items() if ALONG not in it.dims]
        day.drop_vars(still).to_zarr(part, append_dim=ALONG, zarr_format=2, consolidated=True)
