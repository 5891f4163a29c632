"""What each figure is called, what it counts, and what is in it: the words of every report, in one place."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from reports.figures import Figures
from reports.totals import Table

REQUESTS, ITEMS, PEOPLE = _("help requests"), _("items"), _("people")
CANDIDACIES, SIGN_UPS = _("candidacies"), _("sign-ups")


@dataclass(frozen=True)
class Definition:
    """A figure's or table's name, the unit it counts, and a sentence on what is in and what is not."""

    slug: str
    title: Promise
    unit: Promise
    sentence: Promise


class Split(Enum):
    """What the rows of a table are; the value is the head of their column."""

    BACKOFFICE = "backoffice"
    CATEGORY = "category"
    LOCALITY = "locality"
    COMMUNE = "commune"
    CALL = "call"
    INSURANCE = "insurance"

    @property
    def label(self) -> Promise:
        return HEADS[self]


HEADS = {
    Split.BACKOFFICE: _("Back office"),
    Split.CATEGORY: _("Help category"),
    Split.LOCALITY: _("Locality"),
    Split.COMMUNE: _("Commune"),
    Split.CALL: _("Call"),
    Split.INSURANCE: _("What is known"),
}

DIFFERENT_UNITS = _(
    "Help requests, items, people, candidacies and sign-ups are different things; they are never added to one another."
)

ROLLED_UP = _(
    "Two postcodes, 1040 and 1050, lie in more than one commune; what was counted there cannot be told apart "
    "and has a row of its own."
)

HEADLINES: tuple[tuple[Definition, Callable[[Figures], int]], ...] = (
    (
        Definition(
            "received",
            _("Help requests received"),
            REQUESTS,
            _("Received on or before the day. Spam and tests that were set aside are left out."),
        ),
        lambda found: found.received.total,
    ),
    (
        Definition("people_who_asked", _("People who asked"), PEOPLE, _("The distinct persons behind these requests.")),
        lambda found: found.people_who_asked,
    ),
    (
        Definition(
            "handled",
            _("Help requests handled"),
            REQUESTS,
            _("Taken on, matched or answered for the first time on or before the day."),
        ),
        lambda found: found.handled.total,
    ),
    (
        Definition(
            "handled_items",
            _("Items of the requests handled"),
            ITEMS,
            _("A request can ask for several kinds of help, so there are more items than requests."),
        ),
        lambda found: found.handled_items.total,
    ),
    (
        Definition(
            "volunteers",
            _("Volunteers registered"),
            PEOPLE,
            _("Registered on or before the day. Who withdrew later stays counted."),
        ),
        lambda found: found.volunteers.total,
    ),
    (
        Definition("active", _("Active volunteers"), PEOPLE, _("People with a candidacy open at the end of the day.")),
        lambda found: found.active,
    ),
    (
        Definition(
            "candidacies",
            _("Candidacies"),
            CANDIDACIES,
            _("A volunteer can stand for several kinds of help, so there are more candidacies than people."),
        ),
        lambda found: found.candidacies.total,
    ),
    (
        Definition(
            "candidacies_open", _("Open candidacies"), CANDIDACIES, _("Candidacies open at the end of the day.")
        ),
        lambda found: found.candidacies_open,
    ),
    (
        Definition("sign_ups", _("Sign-ups"), SIGN_UPS, _("For a call, or for a category that needs no registration.")),
        lambda found: found.sign_ups.total,
    ),
    (
        Definition(
            "engaged",
            _("People engaged"),
            PEOPLE,
            _("People with an accepted or finished match, or a sign-up they attended. Estimates are never added."),
        ),
        lambda found: found.engaged,
    ),
    (
        Definition(
            "deployed",
            _("Volunteers deployed where insurance was asked"),
            PEOPLE,
            _("People with an accepted or finished match in a category whose policy of that day asks for insurance."),
        ),
        lambda found: found.deployed,
    ),
)

TABLES: tuple[tuple[Definition, Split, Callable[[Figures], Table]], ...] = (
    (
        Definition(
            "handled_by_backoffice",
            _("Help requests handled, by back office"),
            REQUESTS,
            _("By the back office that held the request at the end of the day."),
        ),
        Split.BACKOFFICE,
        lambda found: found.handled,
    ),
    (
        Definition(
            "handled_by_category",
            _("Items of the requests handled, by category"),
            ITEMS,
            _("Each row counts the requests that ask for this kind of help. One request can stand in several rows."),
        ),
        Split.CATEGORY,
        lambda found: found.handled_items,
    ),
    (
        Definition(
            "handled_by_locality",
            _("Help requests handled, by locality"),
            REQUESTS,
            _("By the postcode where help is needed."),
        ),
        Split.LOCALITY,
        lambda found: found.handled_localities,
    ),
    (
        Definition("handled_by_commune", _("Help requests handled, by commune"), REQUESTS, ROLLED_UP),
        Split.COMMUNE,
        lambda found: found.handled_localities,
    ),
    (
        Definition(
            "candidacies_by_category",
            _("Candidacies, by category"),
            CANDIDACIES,
            _("Each volunteer counts once for each kind of help they stood for, up to and including the day."),
        ),
        Split.CATEGORY,
        lambda found: found.candidacies,
    ),
    (
        Definition(
            "volunteers_by_locality",
            _("Volunteers registered, by locality"),
            PEOPLE,
            _("By the postcode where the volunteer lives."),
        ),
        Split.LOCALITY,
        lambda found: found.volunteers,
    ),
    (
        Definition("volunteers_by_commune", _("Volunteers registered, by commune"), PEOPLE, ROLLED_UP),
        Split.COMMUNE,
        lambda found: found.volunteers,
    ),
    (
        Definition(
            "received_by_category",
            _("Items of the requests received, by category"),
            ITEMS,
            _("All requests received, whether handled or not."),
        ),
        Split.CATEGORY,
        lambda found: found.received_items,
    ),
    (
        Definition(
            "received_by_locality",
            _("Help requests received, by locality"),
            REQUESTS,
            _("All requests received, whether handled or not, by the postcode where help is needed."),
        ),
        Split.LOCALITY,
        lambda found: found.received,
    ),
    (
        Definition(
            "sign_ups_by_category",
            _("Sign-ups, by category"),
            SIGN_UPS,
            _("Sign-ups for a kind of help, without registering as a volunteer."),
        ),
        Split.CATEGORY,
        lambda found: found.sign_ups,
    ),
    (
        Definition("sign_ups_by_call", _("Sign-ups, by call"), SIGN_UPS, _("Sign-ups in answer to a call.")),
        Split.CALL,
        lambda found: found.sign_ups_by_call,
    ),
    (
        Definition(
            "insurance",
            _("Insurance of the volunteers deployed"),
            PEOPLE,
            _("By the newest check of each volunteer, up to and including the day."),
        ),
        Split.INSURANCE,
        lambda found: found.insurance,
    ),
)

CHECKS = {
    "offices_close": _("Back offices and “none” add up to the requests handled."),
    "residences_close": _("Localities, outside and not known add up to the volunteers registered."),
    "candidacies_at_least_people": _("There are at least as many candidacies as volunteers."),
    "items_at_least_requests": _("There are at least as many items as requests handled."),
    "received_localities_close": _("The localities add up to the requests received."),
    "handled_localities_close": _("The localities add up to the requests handled."),
    "handled_totals_agree": _("Both counts of the requests handled agree."),
    "received_items_close": _("The categories add up to the items of the requests received."),
    "handled_items_close": _("The categories add up to the items of the requests handled."),
    "candidacies_close": _("The categories add up to the candidacies."),
    "sign_ups_close": _("Categories and calls add up to the sign-ups."),
    "insurance_closes": _("What is known and not known adds up to the volunteers deployed."),
}
