"""What retention finds due: it looks, and changes nothing."""

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
    """Whom to forget, whose one side to empty, whom to tell beforehand, and when to look at the others again."""

    erase: list[int] = field(default_factory=list)
    empty: list[tuple[Who, list[int]]] = field(default_factory=list)
    tell: list[RetentionRule] = field(default_factory=list)
    look_again: dict[int, dt.datetime] = field(default_factory=dict)


def decide(groups: list[list[int]], at: dt.datetime) -> Decision:
    """What is due for these persons; each group is one person, in one or more rows."""
    people = [key for group in groups for key in group]
    grounds: dict[int, list[RetentionRule]] = defaultdict(list)
    for ground in rules_for(people, at):
        grounds[ground.person].append(ground)
    held = set(LegalHold.objects.on(people).values_list("person", flat=True))
    asked = set(Person.objects.filter(pk__in=people, erasure_requested_at__isnull=False).values_list("pk", flat=True))
    verdict = Decision()
    for group in groups:
        if held.intersection(group):
            # A hold that ends by itself, ends with a day.
            verdict.look_again |= dict.fromkeys(group, at + dt.timedelta(days=1))
        elif asked.intersection(group):
            verdict.erase += group
        else:
            _weigh(verdict, group, [ground for key in group for ground in grounds[key]], at)
    return verdict


def _weigh(verdict: Decision, group: list[int], grounds: list[RetentionRule], at: dt.datetime) -> None:
    """Each side of a person is kept as long as one of its grounds holds; who they are, as long as one side is."""
    looks = [at + shortest()]
    over, stands = [], False
    for who in Who:
        last = max((ground for ground in grounds if ground.who == who), key=lambda ground: ground.until, default=None)
        if last is None:
            continue
        until = last.until
        if last.tell and at >= last.tell_from:
            verdict.tell.append(last)
            until = max(until, at + period("notice"))
        if until > at:
            stands = True
            looks.append(last.tell_from if last.tell and at < last.tell_from else until)
        else:
            over.append(who)
    if not stands:
        verdict.erase += group
        return
    verdict.empty += [(who, group) for who in over]
    verdict.look_again |= dict.fromkeys(group, min(looks))
