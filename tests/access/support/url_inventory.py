"""Every URL of the platform, read from the URLconf, and the values for its parameters, by parameter name."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver
from django.utils.translation import override

from brusselshelps.people.models import Link
from brusselshelps.reference.models import Category, Commune, Locality, Partner
from tests.access.support.sample_world import Actor, World

NO_TOKEN = "2222-3333-4444-5555-6666"


@dataclass(frozen=True)
class Address:
    """One pattern of the URLconf: its name, its route, and the names of its parameters."""

    name: str
    route: str
    parameters: tuple[str, ...]

    @property
    def is_of_accounts(self) -> bool:
        return "accounts/user/<" in self.route

    @property
    def is_of_requests(self) -> bool:
        """Whether its first parameter is the key of a help request."""
        places = ("requests_app/helprequest/<", "helprequest/same/", "helprequest/hold/", "<slug:model_name>/<int:pk>/")
        return any(place in self.route for place in places)


def addresses() -> list[Address]:
    """The same in every active language: public URLs start with the language."""
    with override("en"):
        return sorted(set(_walk(get_resolver())), key=lambda one: one.route)


def _walk(resolver: URLResolver, before: str = "", space: str = "") -> Iterator[Address]:
    for one in resolver.url_patterns:
        route = before + str(one.pattern)
        if isinstance(one, URLResolver):
            yield from _walk(one, route, f"{space}{one.namespace}:" if one.namespace else space)
        elif isinstance(one, URLPattern):
            groups = re.compile(str(one.pattern)).groupindex if "(?P<" in route else {}
            name = f"{space}{one.name}" if one.name else route
            yield Address(name, route, (*one.pattern.converters, *groups))


class Fills:
    """Fills the parameters of a URL for one actor, with a row that has the given relation to them."""

    def __init__(self, world: World, actor: Actor, relation: str) -> None:
        self.world, self.actor, self.relation = world, actor, relation

    def path(self, address: Address) -> str:
        values = {name: str(getattr(self, f"_{name}")(address)) for name in address.parameters}
        route = re.sub(r"\^|\$", "", address.route)
        route = re.sub(r"\(\?P<(\w+)>[^)]*\)", lambda found: values[found[1]], route)
        return "/" + re.sub(r"<(?:\w+:)?(\w+)>", lambda found: values[found[1]], route)

    @property
    def request(self) -> Any:
        return self.world.requests[self.relation]

    def _pk(self, address: Address) -> int:
        if "passkey" in address.route:
            return 999_999
        if address.is_of_requests:
            return 999_999 if self.relation == "missing" else self.request.pk
        return self._row(address).pk

    def _object_id(self, address: Address) -> int:
        return self._pk(address)

    def _row(self, address: Address) -> Any:
        rows: dict[str, Callable[[], Any]] = {
            "accounts/user": lambda: self.world.user(self.relation),
            "reference/category": lambda: Category.objects.earliest("pk"),
            "reference/commune": lambda: Commune.objects.earliest("pk"),
            "reference/locality": lambda: Locality.objects.earliest("pk"),
            "reference/partner": lambda: Partner.objects.earliest("pk"),
            "audit/accesslogentry": lambda: self.world.rows["access log entry"],
            "people/retentionbatch": lambda: self.world.rows["batch"],
            "reference/suspension": lambda: self.world.rows["suspension"],
            "volunteers/call": lambda: self.world.rows["call"],
            "volunteers/signup": lambda: self.world.rows["sign-up"],
            "volunteers/volunteer": lambda: self.world.volunteers["helper vgc"],
            "requests_app/organisationneed": lambda: self.world.rows["need"],
        }
        return next(row() for place, row in rows.items() if f"admin/{place}/" in address.route)

    def _item(self, address: Address) -> int:
        if self.relation == "missing":
            return 999_999
        row = self._asked() if "mine" in address.route else self.request
        return row.items.get(category__slug="dog").pk

    def _match(self, address: Address) -> int:
        return getattr(self._found_match(), "pk", 999_999)

    def _found_match(self) -> Any:
        """The match proposed for a request; by link, the actor's own or one that the other office proposed."""
        if self.actor.person is None:
            row = self.world.requests.get(self.relation)
            return row and self.world.matches.get(("asked", row.pk))
        kind, _space, office = self.actor.name.removeprefix("volunteer ").partition(" ")
        if self.relation == "theirs":
            kind, office = "asked", "cocof" if office == "vgc" else "vgc"
        request = self.world.requests.get(office)
        return request and self.world.matches.get((kind, request.pk))

    def _asked(self) -> Any:
        """The request that a visitor with a link asks about: their own, or someone else's."""
        if self.relation == "theirs":
            return self.world.requests["cocof" if "vgc" in self.actor.name else "vgc"]
        own = self.actor.person and self.actor.person.help_requests.first()
        return own or self.world.requests["vgc"]

    def _reference(self, address: Address) -> str:
        return self._asked().reference

    def _token(self, address: Address) -> str:
        """The actor's own token, or one that was never issued."""
        if self.actor.person is None or self.relation == "forged":
            return NO_TOKEN
        return Link.objects.get(person=self.actor.person).token

    def _volunteer(self, address: Address) -> int:
        return 999_999 if self.relation == "missing" else self.world.volunteers["willing vgc"].pk

    def _person(self, address: Address) -> int:
        return self.world.requests["aside"].person_id

    def _merge(self, address: Address) -> int:
        """The merge recorded for this request."""
        said = {"vgc": "merge vgc", "intake": "merge vgc", "aside_cocof": "merge cocof", "from_vgc": "merge cocof"}
        return self.world.rows[said.get(self.relation, "merge both")].pk

    def _hold(self, address: Address) -> int:
        return self.world.rows["hold"].pk

    def _state(self, address: Address) -> str:
        return "cancelled" if "matches" in address.route else "unmet"

    def _reason(self, address: Address) -> str:
        return "spam"

    def _kind(self, address: Address) -> str:
        return "request"

    def _name(self, address: Address) -> str:
        return self.relation

    def _slug(self, address: Address) -> str:
        return "masks" if "sign-up" in address.route else "packs"

    def _app_label(self, address: Address) -> str:
        return "requests_app"

    def _model_name(self, address: Address) -> str:
        return "helprequest"

    def _rest(self, address: Address) -> str:
        return "1/change/"

    def _url(self, address: Address) -> str:
        return "nowhere"
