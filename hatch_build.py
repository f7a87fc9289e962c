"""Build hook: the wheel and the sdist carry what the map page takes from others, so that installing needs no Node."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class VendoredPage(BuildHookInterface[Any]):
    """Runs `web/vendor.py`, which does nothing where its files are there already."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Bring the files before the build collects them."""
        script = Path(self.root) / "web" / "vendor.py"
        if script.is_file():
            subprocess.run([sys.executable, str(script)], check=False)
