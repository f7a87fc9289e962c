"""Settings that every test shares: hypothesis draws the same examples on every machine.

`pytest --hypothesis-profile=thorough` draws ten times as many, at random.
"""

from __future__ import annotations

from hypothesis import HealthCheck, settings

SLOW = [HealthCheck.too_slow]

settings.register_profile(
    "fast", derandomize=True, database=None, deadline=None, max_examples=20, suppress_health_check=SLOW
)
settings.register_profile("thorough", deadline=None, max_examples=200, suppress_health_check=SLOW)
settings.load_profile("fast")
