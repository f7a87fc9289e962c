"""WHY: an answer taken apart, link by link, down to the claims and their sources."""

from __future__ import annotations

from dataclasses import dataclass, replace

from thalweg.admission import Admission
from thalweg.apps.check import CheckResult
from thalweg.facts.claim import Claim, Source
from thalweg.rules.library import LawInForce
from thalweg.rules.may import Finding, Ruling
from thalweg.rules.rule import Reason, Verdict
from thalweg.snapshot import Snapshot


@dataclass(frozen=True, slots=True)
class Node:
    """One step of an explanation."""

    text: str
    kind: str
    """`answer`, `link`, `reason`, `passed`, `law`, `claim`, `source` or `lever`."""
    verdict: Verdict | None = None
    children: tuple[Node, ...] = ()


@dataclass(frozen=True)
class WhyResult:
    """An answer with its explanation as a tree."""

    answer: CheckResult
    tree: Node


def why(answer: CheckResult, row: int) -> WhyResult:
    """Explain an answer: for each link of the path its limits, its law, and the claims."""
    admission = answer.admission
    links = {x.id: i for i, x in enumerate(admission.snapshot.network.links)}
    if not answer.path:
        children = tuple(_reason(admission.snapshot, r) for r in answer.reasons)
    else:
        told: dict[str, str] = {}
        children = tuple(_link(admission, row, links[s.link], s.name, s.verdict, told) for s in answer.path)
    return WhyResult(answer, Node(answer.sentence, "answer", answer.verdict, children))


def _link(admission: Admission, row: int, link: int, name: str, verdict: Verdict, told: dict[str, str]) -> Node:
    """Explain one link; the law of a place is told where it is first met."""
    snapshot = admission.snapshot
    ruling = admission.ruling(row, link)
    children = [_reason(snapshot, r) for r in admission.reasons(row, link) if r.kind == "fit"]
    children += [
        Node(r.sentence, "passed", Verdict.CLEAR, _claims(snapshot, r.claims)) for r in admission.passed(row, link)
    ]
    if first := told.get(ruling.place):
        children.append(Node(f"law of {ruling.place_name}: as on {first}", "law", ruling.verdict))
    else:
        children.append(_law(admission, ruling, link))
        told[ruling.place] = name
    return Node(name, "link", verdict, tuple(children))


def _reason(snapshot: Snapshot, reason: Reason) -> Node:
    children = _claims(snapshot, reason.claims) + _sources(snapshot, reason.sources)
    children += tuple(Node(f"lever: {lever}", "lever") for lever in reason.levers)
    return Node(f"{reason.rule}: {reason.sentence}", "reason", reason.verdict, children)


def _law(admission: Admission, ruling: Ruling, link: int) -> Node:
    whose = admission.snapshot.elements("jurisdiction").resolved[link]
    tree = ruling_tree(admission.law, ruling, f"law of {ruling.place_name}")
    return replace(tree, children=(*_claims(admission.snapshot, whose.claims), *tree.children))


def ruling_tree(law: LawInForce, ruling: Ruling, text: str) -> Node:
    """Explain a ruling as a proof: authorities, every rule with how it fared, and what follows."""
    snapshot = law.snapshot
    children = []
    if place := law.lawbook.places.get(ruling.place):
        for authority in law.authorities(place):
            name = law.lawbook.country(authority.by)
            said = f"authority {name}: default {authority.default} ({authority.certainty})"
            children.append(Node(said, "law", None, _sources(snapshot, (authority.source,))))
    children += [_finding(law, f) for f in ruling.findings]
    if len(ruling.orders) > 1:
        orders = ", ".join(f"{law.lawbook.orders.get(o, o) or 'the place'} {v}" for o, v in ruling.orders)
        children.append(Node(f"each legal order for itself: {orders}", "law"))
    children += [_reason(snapshot, r) for r in ruling.reasons]
    return Node(text, "law", ruling.verdict, tuple(children))


def _finding(law: LawInForce, finding: Finding) -> Node:
    rule = law.rules[finding.rule]
    how = {True: "applies", False: "does not apply", None: "may apply"}[finding.applies]
    if finding.undecided:
        how += f", depending on {', '.join(finding.undecided)}"
    if finding.lifted_by:
        how += f", lifted by {', '.join(finding.lifted_by)}"
    if not finding.enforced:
        how += f", but {rule.order} is not enforced here"
    lifts = f", lifts {', '.join(rule.lifts)}" if rule.lifts else ""
    cited = f"{rule.instrument} {rule.article}".strip()
    text = f"{rule.id} ({cited}, {finding.effect}{lifts}, {rule.certainty}) {how}: {finding.text}"
    return Node(text, "law", None, _sources(law.snapshot, (rule.source,)))


def _claims(snapshot: Snapshot, claims: tuple[Claim, ...]) -> tuple[Node, ...]:
    return tuple(Node(claim_text(snapshot, c), "claim", None, _sources(snapshot, (c.source,))) for c in claims)


def claim_text(snapshot: Snapshot, claim: Claim) -> str:
    """Write a claim on one line: what it says, of when, and what weakens it."""
    about = f"{claim.attribute} of {claim.subject}: {claim.stated}"
    extra = [f"{k} {v}" for k, v in claim.qualifiers]
    extra += [f"said by {claim.said_by}"] if claim.said_by else []
    extra += [claim.stance] if claim.stance not in ("asserts", "reports") else []
    extra += [f"weak: {weak}"] if (weak := snapshot.why_weak(claim)) else []
    return f"{about} ({'; '.join(extra)})" if extra else about


def _sources(snapshot: Snapshot, ids: tuple[str, ...]) -> tuple[Node, ...]:
    found = [snapshot.facts.sources[i] for i in ids if i in snapshot.facts.sources]
    return tuple(Node(source_text(s), "source") for s in found)


def source_text(source: Source) -> str:
    """Write a source on one line: who, when, where."""
    return "  ".join(p for p in (source.publisher or source.title, source.dated, source.url) if p)
