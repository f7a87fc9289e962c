"""A fingerprint of a case: the same for the same files, whoever reads them and when."""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path

from thalweg.io.case import Case, find_case


def files_of(root: Path) -> Iterator[tuple[str, Path]]:
    """Yield the files of a case folder in order, each with its path in it; what is hidden is not of the case."""
    for path in sorted(p for p in root.rglob("*") if p.is_file()):
        name = path.relative_to(root).as_posix()
        if not (name.startswith(".") or "/." in name):
            yield name, path


def fingerprint(case: Case) -> str:
    """Return a hash of the files of a case, of the cases that it uses, and of the package of its sea."""
    found = sha256()
    seen: set[str] = set()
    wanted = [case.root]
    while wanted:
        root = wanted.pop()
        if str(root.resolve()) in seen:
            continue
        seen.add(str(root.resolve()))
        for name, path in files_of(root):
            found.update(f"{name}\x1f{sha256(path.read_bytes()).hexdigest()}\x1e".encode())
        if root == case.root:
            wanted += [find_case(name) for name in (*case.about.uses, *case.about.networks)]
    if case.sea is not None:
        found.update(version("searoute").encode())
    return found.hexdigest()
