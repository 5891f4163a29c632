"""Decide what retention has to do; reads only, changes nothing."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from dataclasses import dataclass, field

from brusselshelps.people.models import Person
from brusselshelps.people.models.legal_hold import LegalHold
from brusselshelps.people.privacy.declarations import Who
from brusselshelps.people.privacy.retention_rules import RetentionRule, period, rules_for, shortest


@dataclass
class Decision:
    """Whom to erase, whom to empty on one side, whom to notify in advance, and when to review the others."""

    erase: list[int] = field(default_factory=list)
    empty: list[tuple[Who, list[int]]] = field(default_factory=list)
    notify: list[RetentionRule] = field(default_factory=list)
    review_at: dict[int, dt.datetime] = field(default_factory=dict)


def decide(groups: list[list[int]], at: dt.datetime) -> Decision:
    """The decision for these persons; each group is one person, in one or more rows."""
    people = [key for group in groups for key in group]
    rules: dict[int, list[RetentionRule]] = defaultdict(list)
    for rule in rules_for(people, at):
        rules[rule.person].append(rule)
    held = set(LegalHold.objects.on(people).values_list("person", flat=True))
    asked = set(Person.objects.filter(pk__in=people, erasure_requested_at__isnull=False).values_list("pk", flat=True))
    decision = Decision()
    for group in groups:
        if held.intersection(group):
            # A hold with an end date expires at the end of a day.
            decision.review_at |= dict.fromkeys(group, at + dt.timedelta(days=1))
        elif asked.intersection(group):
            decision.erase += group
        else:
            _decide_for(decision, group, [rule for key in group for rule in rules[key]], at)
    return decision


def _decide_for(decision: Decision, group: list[int], rules: list[RetentionRule], at: dt.datetime) -> None:
    """Each side is kept as long as one of its rules applies; the person, as long as one side is kept."""
    reviews = [at + shortest()]
    over, is_kept = [], False
    for who in Who:
        last = max((rule for rule in rules if rule.who == who), key=lambda rule: rule.until, default=None)
        if last is None:
            continue
        until = last.until
        if last.notify and at >= last.notify_from:
            decision.notify.append(last)
            until = max(until, at + period("notice"))
        if until > at:
            is_kept = True
            reviews.append(last.notify_from if last.notify and at < last.notify_from else until)
        else:
            over.append(who)
    if not is_kept:
        decision.erase += group
        return
    decision.empty += [(who, group) for who in over]
    decision.review_at |= dict.fromkeys(group, min(reviews))
