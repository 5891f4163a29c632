"""Helpers of the leak tests: visit a URL as an actor, and check what the response must not contain."""

from __future__ import annotations

import re
from typing import Any

from django.urls import reverse

from requests_app.desk.viewed_request_token import proof_of_view
from tests.access.support.exchange import Meeting, meet
from tests.access.support.matrix_setup import SampleWorld

REQUESTS = "/admin/requests_app/helprequest/"
VOLUNTEERS = "/admin/volunteers/volunteer/"
NOBODYS = 999_999
# Karim works for COCOF; Noor's requests are held by VGC.
KARIM, SAMIRA, NOOR = "clerk cocof", "lead cocof", "clerk vgc"


class Visitor:
    """An actor who visits pages; each response is checked for data they may not see."""

    def __init__(self, sample_world: SampleWorld, name: str) -> None:
        self.world, self.readers = sample_world
        self.actor = self.world.actors[name]

    def get(self, path: str, **head: str) -> Meeting:
        return self._look(meet(self.actor, "GET", path, **head))

    def post(self, path: str, answers: dict[str, Any] | None = None, **head: str) -> Meeting:
        return self._look(meet(self.actor, "POST", path, answers, **head))

    def unlooked(self, path: str, answers: dict[str, Any]) -> Meeting:
        """Post without that check, for tests that state themselves what may be shown."""
        return meet(self.actor, "POST", path, answers)

    def _look(self, came: Meeting) -> Meeting:
        if came.status >= 500:
            raise RuntimeError(f"answered {came.status}")
        betrayed = self.readers.betrayed(self.actor, came.markers)
        assert not betrayed, betrayed
        return came

    def refused(self, path: str, answers: dict[str, Any] | None = None, status: int = 404) -> Meeting:
        """Post; the status is this one, and nothing was written."""
        came = self.post(path, answers)
        assert (came.status, came.written) == (status, {}), (path, came.status, came.location, came.written)
        return came

    def proof(self, name: str) -> str:
        """Proof that this member of staff had a request's page on screen."""
        return proof_of_view(self.actor.user, self.world.requests[name].pk)


def body(came: Meeting, *without: str) -> str:
    """The page without form tokens and without these words."""
    words = "|".join(map(re.escape, filter(None, without)))
    return re.sub(rf"\b[A-Za-z0-9]{{64}}\b{'|' if words else ''}{words}", "", came.response.content.decode())


def all_of(came: Meeting) -> tuple[Any, ...]:
    """Everything in a response, byte for byte, except timestamps and form tokens."""
    head = {name: value for name, value in came.response.items() if name not in ("Expires", "Last-Modified")}
    return came.status, head, body(came), sorted(came.response.cookies), came.written


def page(sample_world: SampleWorld, name: str, verb: str = "change/") -> str:
    """The URL of a request's page, or of an action on it."""
    return f"{REQUESTS}{sample_world.world.requests[name].pk}/{verb}"


def missing(path: str, pk: int) -> str:
    """The same URL for a request that does not exist."""
    return path.replace(f"/{pk}/", f"/{NOBODYS}/", 1)


def own_page(sample_world: SampleWorld, name: str, part: str = "", *more: Any) -> str:
    """A page of a visitor with a link."""
    person = sample_world.world.actors[name].person
    assert person
    link = person.links.get()
    main = "my_request" if link.purpose == "request" else "my_offer"
    return reverse(f"{main}_{part}" if part else main, args=[link.token, *more])
