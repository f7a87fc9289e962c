"""A fingerprint of a case: the same for the same files, whoever reads them and when."""

from __future__ import annotations

from hashlib import sha256
from importlib.metadata import version

from thalweg.io.case import Case, find_case


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
        for path in sorted(p for p in root.rglob("*") if p.is_file()):
            name = path.relative_to(root).as_posix()
            if name.startswith(".") or "/." in name:
                continue  # not of the case
            found.update(f"{name}\x1f{sha256(path.read_bytes()).hexdigest()}\x1e".encode())
        if root == case.root:
            wanted += [find_case(name) for name in (*case.about.uses, *case.about.networks)]
    if case.sea is not None:
        found.update(version("searoute").encode())
    return found.hexdigest()
