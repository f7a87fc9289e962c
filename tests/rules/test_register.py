"""The register: no rule may have a verdict that no table shows. (`test_packs.py` deletes each rule of each case.)"""

from __future__ import annotations

import pytest

from tests.rules import test_fit as fit_table
from tests.rules import test_fit_ice as ice_table
from tests.rules import test_fit_kept as kept_table
from tests.rules import test_fit_land as land_table
from tests.rules import test_fit_level as level_table
from tests.rules import test_law as law_table
from tests.rules import test_may as may_table
from thalweg.rules.fit import RULES
from thalweg.rules.may import CAN
from thalweg.rules.rule import Verdict

POSSIBLE = {
    **{rule.id: set(rule.can) for rule in RULES},
    **{kind: set(verdicts) for kind, verdicts in CAN.items()},
}
SHOWN: dict[str, set[Verdict]] = {}
for name, verdict in (
    *fit_table.SHOWN,
    *ice_table.SHOWN,
    *kept_table.SHOWN,
    *land_table.SHOWN,
    *level_table.SHOWN,
    *may_table.SHOWN,
    *law_table.SHOWN,
):
    SHOWN.setdefault(name, set()).add(verdict)


@pytest.mark.parametrize("rule", sorted(POSSIBLE))
def test_every_verdict_of_a_rule_is_shown(rule: str) -> None:
    missing = POSSIBLE[rule] - SHOWN.get(rule, set())
    assert not missing, f"{rule}: no row shows {', '.join(map(str, missing))}"


@pytest.mark.parametrize("rule", sorted(SHOWN))
def test_no_rule_gives_a_verdict_that_it_does_not_declare(rule: str) -> None:
    beyond = SHOWN[rule] - POSSIBLE.get(rule, set())
    assert not beyond, f"{rule} gives {', '.join(map(str, beyond))} and does not declare it"
