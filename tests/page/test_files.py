"""The files of the page: catalogues say the same things, the lock names no host, modules are as short as others."""

from __future__ import annotations

import json
import re

import pytest

from tests.page.browser import ROOT, STATIC

WORDS = sorted((STATIC / "words").glob("*.json"))
MODULES = sorted((STATIC / "page").glob("*.js"))


def _words(name: str) -> dict[str, str]:
    found: dict[str, str] = json.loads((STATIC / "words" / f"{name}.json").read_text("utf-8"))
    return found


@pytest.mark.parametrize("path", WORDS, ids=lambda p: p.stem)
def test_catalogues_have_the_same_words_with_the_same_gaps(path) -> None:  # type: ignore[no-untyped-def]
    english, other = _words("en"), _words(path.stem)
    assert list(other) == sorted(english)
    for key, text in english.items():
        assert set(re.findall(r"\{\w+\}", other[key])) == set(re.findall(r"\{\w+\}", text)), key


def test_every_word_that_the_page_says_is_in_the_catalogue() -> None:
    said = {w for m in MODULES for w in re.findall(r'\bt\("([\w.]+)"', m.read_text("utf-8"))}
    assert said <= set(_words("en"))
    languages = re.search(r"LANGUAGES = \{(.*?)\}", (STATIC / "page" / "words.js").read_text("utf-8"))
    assert languages
    assert sorted(re.findall(r"(\w\w):", languages[1])) == [p.stem for p in WORDS]


def test_the_lock_names_no_host() -> None:
    lock = json.loads((ROOT / "web" / "package-lock.json").read_text("utf-8"))
    packages = [p for name, p in lock["packages"].items() if name]
    assert packages
    assert all("integrity" in p and "resolved" not in p for p in packages)


def test_modules_ask_no_other_host() -> None:
    for path in [*MODULES, STATIC / "index.html", STATIC / "page.css"]:
        assert not re.findall(r"(?:src|href|fetch|import|url)\W{1,3}(?:https?:)?//", path.read_text("utf-8")), path.name
