"""Settings that every test shares: hypothesis draws the same examples on every machine.

`pytest --hypothesis-profile=thorough` draws ten times as many, at random.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, settings

SLOW = [HealthCheck.too_slow]

settings.register_profile(
    "fast", derandomize=True, database=None, deadline=None, max_examples=20, suppress_health_check=SLOW
)
settings.register_profile("thorough", deadline=None, max_examples=200, suppress_health_check=SLOW)
settings.load_profile("fast")


@pytest.fixture(autouse=True, scope="session")
def _no_store_of_the_user(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Let no test, and no server that one starts, read or write what the user has saved."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("XDG_DATA_HOME", str(tmp_path_factory.mktemp("data")))
        yield
