"""A gate simulated: what is claimed, what the question gives, what is missing, and what is measured."""

from __future__ import annotations

import io
from functools import cache
from typing import Any

import numpy as np
import pytest

from thalweg.errors import BadInput
from thalweg.io.case import load_case
from thalweg.study import Study
from thalweg.tables import Simulate

ON = "2026-01-05"
GATE = {"per_day": 300, "service_min": 40}


@cache
def tumen() -> Study:
    """Open the case once."""
    return Study(load_case("tumen"))


def ask(gate: dict[str, Any], at: str = "khasan-checkpoint", **more: Any) -> Simulate:
    return tumen().simulate(at, ON, gate, **{"days": 5, "runs": 10, **more})  # type: ignore[arg-type]


def test_what_nobody_says_is_named_and_nothing_is_simulated() -> None:
    found = ask({})
    assert found.missing == ("service_min", "arrivals")
    assert found.outcomes == ()
    assert found.served.known["lanes"].range == (10, 10)
    assert {c.source for c in found.served.known["lanes"].claims} == {
        "vladivostok-news-2025-05-05",
        "mintrans-2025-05-23",
    }
    assert found.served.capacity is not None
    assert found.served.capacity[0] == (300, 300)
    assert found.bounds == (None, None)


def test_the_time_of_service_at_which_the_line_begins_to_grow() -> None:
    assert ask({"per_day": 300}).bounds == (48, 48)
    assert ask({"per_day": 300, "hours": "08:00-18:00"}).bounds == (20, 20)
    assert ask({"per_day": 300, "lanes": "5..10"}).bounds == (24, 48)


HOUR = {"per_day": 22, "hours": "08:00-09:00", "service_min": 25}


@pytest.mark.parametrize(("closing", "most", "longest"), [("pause", 24, 600 / 22), ("finish", 30, 30), ("fit", 20, 20)])
def test_what_is_done_at_closing_bounds_how_many_are_let_through(closing: str, most: float, longest: float) -> None:
    found = ask({**HOUR, "closing": closing})
    assert found.outcomes[0].at_most == most
    assert found.outcomes[0].utilisation == 22 / most
    assert found.bounds == pytest.approx((longest, longest))
    told = " ".join(repr(found).split())
    for words in ("takes at most 20 min", "and none begins that is not through at closing", "grows by the day"):
        assert (words in told) == (closing == "fit")


def test_what_never_ends_before_closing_is_not_let_through() -> None:
    found = ask({**HOUR, "service_min": 90, "closing": "fit"})
    assert found.outcomes[0].at_most == found.outcomes[0].measures["through"].most == 0
    assert "grows by the day" in repr(found)


WAY = {"kind": "shared", "per_day": 30, "service_min": 40, "in_a_row": 5, "direction_split": 0.5}


def test_on_a_shared_way_the_next_follows_however_short_the_way_is() -> None:
    slow = ask({**WAY, "follow_min": 60})
    assert slow.outcomes[0].at_most == 24
    assert slow.bounds == (0, 0)
    assert "30 a day are more than can be served, however short a time one takes" in repr(slow)
    either = ask({**WAY, "follow_min": "20..60"})
    assert either.bounds == (0, 160)
    assert "less than 160 min at best, and not at all at worst" in repr(either)
    assert ask({**WAY, "follow_min": 3}).bounds == (228, 228)


def test_on_a_shared_way_uneven_directions_go_in_longer_rows() -> None:
    even, uneven, alone = (
        ask({**WAY, "follow_min": 3, "direction_split": x}).outcomes[0].at_most for x in (0.5, 0.9, 1)
    )
    assert even == pytest.approx(1440 / (3 + 37 / 5))
    assert uneven == pytest.approx(1440 / (3 + 37 / 25))
    assert alone == 1440 / 3
    unbound = ask({**WAY, "follow_min": 0, "direction_split": 1})
    assert unbound.as_dict()["outcomes"][0]["at_most_per_day"] is None
    assert unbound.outcomes[0].utilisation == 0
    assert "inf" not in repr(unbound)


@pytest.mark.parametrize("closing", ["finish", "fit"])
def test_where_times_vary_and_work_does_not_pause_no_bound_is_told(closing: str) -> None:
    found = ask({**HOUR, "service_cv": 0.5, "closing": closing})
    assert np.isnan(found.outcomes[0].at_most)
    assert found.bounds == (None, None)
    assert "How many can be let through is not told" in repr(found)
    assert "nan" not in repr(found)
    told = found.as_dict()["outcomes"][0]
    assert (told["at_most_per_day"], told["utilisation"]) == (None, None)
    assert ask({**GATE, "service_cv": 0.5, "closing": closing}).bounds == (48, 48)


def test_times_that_vary_are_let_through_on_average() -> None:
    crowd = {"queue": 20_000, "service_min": 40, "service_cv": 0.5, "hours": "08:00-18:00"}
    found = ask(crowd, days=60, runs=5).outcomes[0]
    assert found.at_most == 150
    assert found.measures["through"].mean == pytest.approx(150, rel=0.01)


def test_of_a_list_its_own_times_bound_how_many_are_let_through() -> None:
    rows = "".join(f"0,{60 if i % 2 else ''}\n" for i in range(3000))
    found = ask({"service_min": 20}, arrivals=io.StringIO("arrive,service_min\n" + rows), runs=1)
    assert found.outcomes[0].at_most == 10 * 1440 / 40
    assert found.outcomes[0].measures["through"].mean == pytest.approx(360, rel=0.01)
    assert found.bounds == (None, None)


def test_a_mover_of_another_mode_is_told_that_it_has_no_way() -> None:
    found = ask(GATE, mover="ccg-1000t")
    assert (found.verdict, found.no_way, found.served.counted) == (None, True, "vehicles")
    assert "CCG cutter, 1,000 t class: no way over or through it for movers of its kind" in repr(found)
    assert "those who come are others" in " ".join(found.as_dict()["assumptions"])
    assert found.outcomes[0].measures == ask(GATE).outcomes[0].measures
    assert ask({}, "friendship-bridge", mover="ccg-1000t").no_way  # it goes below
    truck = ask(GATE, mover="truck-40t")
    assert (str(truck.verdict), truck.no_way) == ("blocked", False)
    assert truck.reasons


def test_lanes_of_no_claim_are_missing_and_may_be_given() -> None:
    assert ask(GATE, "makhalino-hunchun-post").missing == ("lanes",)
    given = ask({**GATE, "lanes": 10}, "makhalino-hunchun-post")
    assert given.missing == ()
    assert given.served.known["lanes"].from_ == "question"
    assert given.outcomes[0].measures == ask(GATE).outcomes[0].measures


def test_the_lanes_of_a_bridge_are_no_lanes_of_service() -> None:
    assert tumen().facts("quanhe-bridge-new", "lanes", ON).resolved.low == 4
    assert ask(GATE, "quanhe-bridge-new").missing == ("lanes",)


def test_ranges_are_tried_at_both_ends_with_the_same_numbers() -> None:
    best, worst = ask({**GATE, "service_min": "40..46"}).outcomes
    assert (best.figures["service"], worst.figures["service"]) == (40, 46)
    assert (best.events.arrive == worst.events.arrive).all()
    assert best.measures == ask(GATE).outcomes[0].measures
    for name in ("mean", "median", "p95", "max", "delayed", "line_mean", "line_max"):
        assert best.measures[name].mean < worst.measures[name].mean


def test_the_wait_is_that_of_theory() -> None:
    found = ask({"per_day": 240, "lanes": 1, "service_min": 4, "service_cv": 1}, days=60, runs=40).outcomes[0]
    wait = found.measures["mean"]  # M/M/1 of utilisation 2/3: twice the time of service
    assert found.utilisation == pytest.approx(2 / 3)
    assert wait.low < 8 / 60 < wait.high
    assert (wait.high - wait.low) / wait.mean < 0.05
    assert found.measures["delayed"].low < 2 / 3 < found.measures["delayed"].high
    assert found.measures["line_mean"].mean == pytest.approx(10 * wait.mean, rel=0.03)


def test_the_same_seed_gives_the_same_answer_and_another_one_another() -> None:
    assert ask(GATE).as_dict() == ask(GATE).as_dict()
    assert ask(GATE).outcomes[0].measures != ask(GATE, seed=2).outcomes[0].measures


def test_hours_weigh_who_comes_when() -> None:
    found = ask({**GATE, "by_hour": [0.0] * 8 + [1.0] * 2 + [0.0] * 14}).outcomes[0].events
    assert ((found.arrive % 24 >= 8) & (found.arrive % 24 < 10)).all()
    assert (np.diff(found.arrive) >= 0).all()
    assert len(found.arrive) == pytest.approx(1500, abs=120)


def test_who_waits_already_goes_first_and_is_measured_from_the_beginning() -> None:
    found = ask({"per_day": 1, "queue": 100, "service_min": 60, "lanes": 1}, runs=1).outcomes[0]
    assert found.line[0, 0] == 99
    assert found.line[50, 0] == 49 + (found.events.arrive[100:] <= 50).sum()
    assert (found.waits_h == found.events.start - found.events.arrive).all()
    assert (found.events.start[:100] == np.arange(100)).all()
    assert found.measures["max"].mean >= 99
    assert found.measures["line_max"].mean >= found.line[:, 0].max()


def test_a_closure_delays_whoever_comes_before_and_in_it() -> None:
    found = ask({**GATE, "closed": "2026-01-06/2026-01-07T12:00"}, runs=1).outcomes[0].events
    assert not ((found.start > 24) & (found.start < 60)).any()
    assert ((found.arrive < 60) & (found.start >= 60)).sum() > 400
    whole = ask({**GATE, "closed": "2026-01-05/2026-12-31"}, runs=1).outcomes[0]
    assert whole.measures["unserved"].mean == 1
    assert whole.at_most == 0
    assert ask({**GATE, "closed": "2026-01-05/2026-12-31"}, runs=1).as_dict()["outcomes"][0]["utilisation"] is None


@pytest.mark.parametrize(("on", "told"), [("1899-12-31", True), ("2026-07-01", False), ("9999-12-31", True)])
def test_claimed_hours_are_not_read_outside_of_the_years_that_are_reckoned(on: str, told: bool) -> None:
    found = Study(load_case("vistula-spit")).simulate("nowy-swiat-lock", on, days=3, runs=1).served
    assert any("Its opening hours cannot be read" in x for x in found.assumed) is told
    assert (len(found.windows) == 0) is told


def test_daylight_is_that_of_the_place_and_the_day() -> None:
    winter = ask({**GATE, "hours": "sunrise-sunset"}).served.windows
    assert winter[0] == pytest.approx([8 + 46 / 60, 17 + 57 / 60], abs=0.1)
    summer = tumen().simulate("khasan-checkpoint", "2026-06-21", {"hours": "sunrise-sunset"}).served.windows
    assert np.diff(summer[0])[0] == pytest.approx(15.2, abs=0.3)


def test_a_queue_alone_is_worked_off() -> None:
    found = ask({"per_day": 0, "queue": 20, "lanes": 2, "service_min": 60}, runs=2).outcomes[0]
    assert found.events.end.max() == 10
    told = {name: m.mean for name, m in found.measures.items()}
    assert told == pytest.approx({
        "mean": 4.5, "median": 4, "p95": 9, "max": 9, "delayed": 0.9, "unserved": 0, "through": 20 / 5,
        "line_mean": sum(range(2, 20, 2)) / 120, "line_max": 18,
    })  # fmt: skip
    assert found.utilisation == 0
    assert ask({"queue": 20, "lanes": 2, "service_min": 60}).missing == ()


def test_the_most_that_wait_are_counted_whenever_it_is() -> None:
    """Fifty come at once, ten are served in as many minutes: half an hour later nearly all are through."""
    found = ask({"queue": 50, "service_min": 10}, runs=1).outcomes[0]
    assert found.measures["line_max"].mean == found.line[0, 0] == 40
    assert found.measures["through"].mean == 50 / 5
    by_side = ask({"queue": 50, "service_min": 10, "direction_split": 0.5}, runs=1).outcomes[0].sides
    assert sum(m["through"].mean for m in by_side.values()) == 50 / 5


def test_a_lock_a_shared_way_and_convoys_ask_for_their_own_figures() -> None:
    lock: dict[str, Any] = {"kind": "chambers", "per_day": 60}
    assert ask(lock).missing == (
        "chambers", "chamber_vessels", "service_min", "turn_min", "patience_min", "direction_split"
    )  # fmt: skip
    lock |= {"chambers": 1, "chamber_vessels": 3, "service_min": 40, "turn_min": 20, "patience_min": 30}
    found = ask({**lock, "direction_split": 0.5})
    assert set(found.outcomes[0].sides) == {"first", "second"}
    assert found.outcomes[0].at_most == 108
    assert found.bounds == (72, 72)
    shared = ask({"kind": "shared", "per_day": 60}).missing
    assert shared == ("service_min", "follow_min", "in_a_row", "direction_split")
    assert ask({"kind": "convoys", "per_day": 60}).missing == ("convoy", "departures")
    convoys = ask({"per_day": 60, "departures": "06:00,18:00", "convoy": 40}).outcomes[0]
    assert convoys.at_most == 80
    assert set((convoys.events.start[np.isfinite(convoys.events.start)] % 12).tolist()) == {6.0}


def test_a_gauge_change_takes_what_is_claimed_for_the_method_of_the_train() -> None:
    study = Study(load_case("brest"))
    gates = [g.id for g in study.case.network.gates if g.kind == "gauge_change"]
    found = {m: study.simulate(gates[0], "2017-01-05", {"per_day": 4}, mover=m) for m in ("strizh", "classic-train")}
    took = {m: f.served.known["service"].range for m, f in found.items()}
    assert took["strizh"][1] < took["classic-train"][0]
    assert found["strizh"].served.counted == "trains"
    assert found["strizh"].verdict is not None


LISTED = "arrive,direction,service_min\n2026-01-05T08:00,out,60\n10.5,in,\n2026-01-05T09:00,out,30\n"


def test_arrivals_may_be_listed() -> None:
    found = tumen().simulate(
        "khasan-checkpoint", ON, {"service_min": 40, "lanes": 1}, arrivals=io.StringIO(LISTED), days=1
    )
    events = found.outcomes[0].events
    assert events.start.tolist() == [8, 9, 10.5]
    assert events.end == pytest.approx([9, 9.5, 10.5 + 40 / 60])
    assert set(found.outcomes[0].sides) == {"out", "in"}
    assert found.to_frame()["direction"].tolist() == ["out", "out", "in"]

    assert found.served.split == pytest.approx(2 / 3)
    assert "Each is served for as long as the list says; other times are all the same, in the order in which" in (
        " ".join(found.assumed)
    )


@pytest.mark.parametrize(
    ("own", "cv", "told"),
    [
        (("", ""), 0, "All are served for the same time, in"),
        (("", ""), 0.5, "Times of service vary (gamma, cv 0.5), in"),
        (("60", "30"), 0.5, "Each is served for as long as the list says, in"),
        (("60", ""), 0.5, "Each is served for as long as the list says; other times vary (gamma, cv 0.5), in"),
    ],
)
def test_an_answer_says_for_how_long_each_of_a_list_is_served(own: tuple[str, str], cv: float, told: str) -> None:
    listed = io.StringIO(f"arrive,service_min\n1,{own[0]}\n2,{own[1]}\n")
    found = tumen().simulate("khasan-checkpoint", ON, {"service_min": 40, "service_cv": cv}, arrivals=listed, days=1)
    assert [x for x in found.assumed if x.startswith(told)]


def test_an_open_list_may_begin_with_a_byte_order_mark() -> None:
    found = ask({"service_min": 40}, arrivals=io.StringIO("\ufeff" + LISTED))
    assert len(found.outcomes[0].events.arrive) == 3


def test_a_bad_list_is_told_with_every_line() -> None:
    text = "arrive,direction,service_min\nsoon,a,\n30,b,-2\n1,c,5\n"
    with pytest.raises(BadInput) as raised:
        tumen().simulate("khasan-checkpoint", ON, {"service_min": 40}, arrivals=io.StringIO(text), days=1)
    assert [(p.line, p.field) for p in raised.value.problems] == [
        (2, "arrive"), (3, "arrive"), (3, "service_min"), (4, "direction")
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("gate", "more", "field"),
    [
        ({"per_day": -1}, {}, "per-day"),
        ({"per_day": float("nan")}, {}, "per-day"),
        ({"per_day": 1e9}, {}, "per-day"),
        ({"lanes": "many"}, {}, "lanes"),
        ({"lanes": "4..2"}, {}, "lanes"),
        ({"lanes": 2.5}, {}, "lanes"),
        ({"lanes": 0}, {}, "lanes"),
        ({"lanes": 10_001}, {}, "lanes"),
        ({"kind": "chambers", "chambers": 101}, {}, "chambers"),
        ({"service_min": 0}, {}, "service-min"),
        ({"service_cv": 11}, {}, "service-cv"),
        ({"direction_split": 1.5}, {}, "direction-split"),
        ({"queue": -1}, {}, "queue"),
        ({"kind": "lane"}, {}, "kind"),
        ({"by_hour": [1.0]}, {}, "by-hour"),
        ({"hours": "whenever"}, {}, "hours"),
        ({"closing": "late"}, {}, "closing"),
        ({"kind": "shared", "closing": "pause"}, {}, "closing"),
        ({"closed": "2026-01-05"}, {}, "closed"),
        ({"closed": "2026-01-07/2026-01-05"}, {}, "closed"),
        ({"departures": "6"}, {}, "departures"),
        ({"departures": "06:00", "kind": "lanes"}, {}, "departures"),
        ({"chambers": 2}, {}, "chambers"),
        ({"kind": "chambers", "service_cv": 1}, {}, "service-cv"),
        ({}, {"days": 0}, "days"),
        ({}, {"runs": 0}, "runs"),
        ({}, {"runs": 1001, "days": 500}, "runs"),
        ({}, {"seed": -1}, "seed"),
        ({}, {"at": "khasan-checkpiont"}, "gate or link"),
        ({}, {"mover": "nobody"}, "mover"),
        ({}, {"arrivals": "no-such-file.csv"}, "arrivals"),
        ({"per_day": 3}, {"arrivals": "no-such-file.csv"}, "arrivals"),
        ({"direction_split": 0.5}, {"arrivals": io.StringIO(LISTED)}, "direction-split"),
        ({"kind": "chambers"}, {"arrivals": io.StringIO(LISTED)}, "arrivals"),
        ({"departures": "06:00", "convoy": 2}, {"arrivals": io.StringIO(LISTED)}, "arrivals"),
    ],
)
def test_mistakes_name_the_option(gate: dict[str, Any], more: dict[str, Any], field: str) -> None:
    with pytest.raises(BadInput) as raised:
        ask(gate, **more)
    assert raised.value.problems[0].field == field


@pytest.mark.parametrize("closing", ["pause", "finish", "fit"])
@pytest.mark.parametrize("never", [{"hours": "off"}, {"closed": "2026-01-05/2026-12-31"}])
def test_a_gate_that_is_never_open_serves_nobody(never: dict[str, str], closing: str) -> None:
    found = ask({**GATE, **never, "closing": closing}).outcomes[0]
    assert found.measures["unserved"].least == 1
    assert found.at_most == 0
    assert np.isinf(found.events.start).all()
    assert (found.events.server == -1).all()


def test_a_gate_that_is_never_open_says_so() -> None:
    text = repr(ask({**GATE, "hours": "off"}))
    assert "It is never open in these days." in text
    assert "without end" in text
    assert "inf" not in text.replace("information", "")
