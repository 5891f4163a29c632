"""The lines of the help requests: who asks for what, which office took it on, and the outcome."""

from __future__ import annotations

from brusselshelps.demo import published_totals
from brusselshelps.demo.crowd import vocabulary
from brusselshelps.demo.crowd.people import email_of, erased_person, person
from brusselshelps.demo.crowd.seed_context import DAY, NULL, SETS, YEAR, Lines, Setting, later
from brusselshelps.demo.crowd.volunteers import Volunteers
from brusselshelps.people.models import Person
from requests_app.models import Handover, HelpRequest, Match, RequestItem, StatusChange

CHANNELS = ("web", "web", "web", "web", "phone", "phone", "phone", "paper", "partner")
URGENCIES = ("today", "this_week", "this_week", "can_wait", "can_wait", "")
NO_ONE_ELSE = "\t\t\tf"
RELATIONS = ("family", "neighbour", "professional", "other")
# Everything that happens to a request happens within this period; the person is erased only afterwards.
SETTLED = 20 * DAY


class Requests:
    """Help requests in the order in which they were received."""

    def __init__(self, setting: Setting, helpers: Volunteers) -> None:
        self.setting, self.helpers = setting, helpers
        self.text = setting.year.text
        self.drawn = setting.random("requests")
        self.homes = [setting.localities[code] for code in published_totals.spread_out(published_totals.residents())]
        self.wishes = setting.sets_of_categories("wishes", published_totals.asked())
        self.offices = [str(setting.offices[slug]) for slug in published_totals.spread_out({"vgc": 50, "cocof": 202})]
        self.first_person = setting.first[Person] + setting.volunteers
        self.next_item = setting.first[RequestItem]

    def add(self, lines: Lines, place: int, reference: str) -> None:
        chance, text = self.drawn.random, self.text
        key, person_key = self.setting.first[HelpRequest] + place, self.first_person + place
        minute = int((place + chance()) * YEAR / self.setting.requests)
        recorded = text(later(chance(), minute, 1) if chance() < 0.1 else minute)
        gone = minute + SETTLED if place % 50 == 7 and minute + SETTLED < YEAR else None
        handled = later(chance(), minute, 3) if gone or chance() < 0.8 else None
        own_words = self._person(lines, place, person_key, gone)
        home = self.homes[int(chance() * len(self.homes))]
        office = self._handovers(lines, key, handled, gone)
        handled_at = NULL if handled is None else text(handled)
        mark = NULL if place else self.setting.mark
        lines[HelpRequest].append(
            f"{key}\t{reference}\t{person_key}\t{own_words}\t{text(minute)}\t{recorded}\t{home}\t{office}\t{handled_at}\t\t{mark}"
        )
        for category in self.wishes[int(chance() * SETS)]:
            self._item(lines, key, category, recorded, handled, gone)

    def _person(self, lines: Lines, place: int, key: int, gone: int | None) -> str:
        """Add the person; return the request's columns with what they said, from on_behalf_name to urgency."""
        chance = self.drawn.random
        channel = CHANNELS[int(chance() * len(CHANNELS))]
        urgency = URGENCIES[int(chance() * len(URGENCIES))]
        if gone is not None:
            lines[Person].append(erased_person(key, self.text(gone)))
            return f"{NO_ONE_ELSE}\t{channel}\t\t{urgency}"
        name, email = email_of(self.drawn, f"{self.setting.seed}.r{place}")
        line, language = person(self.drawn, key, place, name, email if channel == "web" else "")
        lines[Person].append(line)
        message = vocabulary.MESSAGES[language][int(chance() * 4)]
        behalf = self._on_behalf(place) if chance() < 0.1 else NO_ONE_ELSE
        return f"{behalf}\t{channel}\t{message}\t{urgency}"

    def _on_behalf(self, place: int) -> str:
        name, _email = email_of(self.drawn, "")
        relation = RELATIONS[int(self.drawn.random() * len(RELATIONS))]
        return f"{name}\t02 0{place // 100 % 100:02} {place % 100:02} 00\t{relation}\tt"

    def _handovers(self, lines: Lines, key: int, handled: int | None, gone: int | None) -> str:
        """Add the handovers to the offices that held the request; return the last office, or NULL."""
        chance = self.drawn.random
        if handled is None or chance() < 0.02:
            return NULL
        office = self.offices[int(chance() * len(self.offices))]
        since = self.text(handled)
        lines[Handover].append(f"{key}\t{office}\t{since}\t{since}\t")
        if chance() < 0.05:
            office = next(other for other in (self.offices[0], self.offices[-1]) if other != office)
            since = self.text(later(chance(), handled, 5))
            why = "" if gone else vocabulary.WHY_HANDED_OVER[int(chance() * len(vocabulary.WHY_HANDED_OVER))]
            lines[Handover].append(f"{key}\t{office}\t{since}\t{since}\t{why}")
        return office

    def _item(
        self, lines: Lines, request: int, category: int, recorded: str, handled: int | None, gone: int | None
    ) -> None:
        """Add an item. An item still open when the person is erased is withdrawn at that time."""
        key, self.next_item = self.next_item, self.next_item + 1
        state = "open" if handled is None else self._answer(lines, key, category, handled)
        if gone is not None and state == "open":
            state = self._move(lines, key, "open", "withdrawn", gone)
        lines[RequestItem].append(f"{key}\t{request}\t{category}\t\t{state}\t{recorded}")

    def _answer(self, lines: Lines, key: int, category: int, handled: int) -> str:
        """Add the status changes of an item that an office took on; return its state."""
        chance = self.drawn.random
        luck = chance()
        moved = later(chance(), handled, 5)
        if luck < 0.25:
            helper = self.helpers.offering(category, handled, (chance(), chance()))
            return "open" if helper is None else self._match(lines, key, helper, moved)
        for state, share in (("unmet", 0.35), ("referred", 0.45), ("withdrawn", 0.55)):
            if luck < share:
                return self._move(lines, key, "open", state, moved)
        return "open"

    def _match(self, lines: Lines, key: int, helper: int, proposed: int) -> str:
        """Add a match that was accepted, and done some days later; the last ones are still in progress."""
        accepted = later(self.drawn.random(), proposed, 2)
        done = accepted + int(5 * DAY * self.drawn.random())
        state = self._move(lines, key, "open", "matched", proposed)
        done_at = NULL
        if done <= YEAR:
            state, done_at = self._move(lines, key, "matched", "done", done), self.text(done)
        lines[Match].append(f"{key}\t{helper}\t{self.text(proposed)}\t{self.text(accepted)}\t{done_at}")
        return state

    def _move(self, lines: Lines, item: int, old: str, new: str, minute: int) -> str:
        at = self.text(minute)
        lines[StatusChange].append(f"{item}\t{old}\t{new}\t{at}\t{at}")
        return new
