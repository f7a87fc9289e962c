"""Start a case: a small folder that lints, answers and tests, to be filled."""

from __future__ import annotations

import re
from importlib import resources
from pathlib import Path

from thalweg.errors import bad_question, in_the_way

TEMPLATE = "data/template"


def new_case(folder: Path, title: str = "") -> list[str]:
    """Make a new case folder from the template; return the files made.

    Raises
    ------
    BadInput
        If the folder exists and is not empty, or its name is no id, or it cannot be written.
    """
    name = folder.resolve().name
    if not re.fullmatch(r"[a-z][a-z0-9-]*", name):
        raise bad_question("folder", f"name {name!r}", "small letters, digits and hyphens, as my-case")
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise in_the_way("folder", str(folder), "a folder that does not exist or is empty")
    template = Path(str(resources.files("thalweg").joinpath(TEMPLATE)))
    files = sorted(p.relative_to(template) for p in template.rglob("*") if p.is_file())
    try:
        for file in files:
            text = (template / file).read_text(encoding="utf-8")
            target = folder / file
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(text.replace("@TITLE@", title.replace('"', "'") or name), encoding="utf-8")
    except OSError as error:
        raise bad_question(
            "folder", f"cannot write {folder}: {error.strerror}", "a folder that can be written"
        ) from None
    return [str(folder / f) for f in files]
