"""Background jobs that mail people about requests, and release unanswered matches.
A job carries ids, and the state of a match; everything else is looked up when it runs.
"""

from __future__ import annotations

from django.core.exceptions import ValidationError
from procrastinate import JobContext
from procrastinate.contrib.django import app

from brusselshelps import mail
from brusselshelps.people.models import Link, Person
from requests_app.models import HelpRequest, Match, OrganisationNeed, RequestItem
from requests_app.notifications import TO_RESIDENT, TO_RESIDENT_WHO_HAD_ONE, TO_VOLUNTEER
from requests_app.states import State


@app.task(retry=mail.RETRY, pass_context=True)
def confirm_request(job: JobContext | None = None, *, request_id: int) -> None:
    """Tell the resident that the request has arrived."""
    _write("request_received", request_id, job)


@app.task(retry=mail.RETRY, pass_context=True)
def confirm_withdrawal(job: JobContext | None = None, *, request_id: int) -> None:
    """Tell the resident which items are now withdrawn and which are still active."""
    _write("request_withdrawn", request_id, job)


@app.task(retry=mail.RETRY, pass_context=True)
def mail_request_links(job: JobContext | None = None, *, person_id: int) -> None:
    """Mail this person's address the links to all requests made with that address."""
    person = Person.objects.get(pk=person_id)
    if person.email:
        asked = HelpRequest.objects.filter(person__in=Person.objects.reached_at(person.email), set_aside_at=None)
        rows = [(row, _link(row)) for row in asked.select_related("person").order_by("-received_at")]
        first_to_expire = min((link for _row, link in rows), key=lambda link: link.expires_at, default=None)
        if first_to_expire:
            mail.send("link_asked", person, job, requests=rows, link=first_to_expire)


@app.task(retry=mail.RETRY, pass_context=True)
def confirm_need(job: JobContext | None = None, *, need_id: int) -> None:
    """Tell an organisation that its need has been received."""
    need = OrganisationNeed.objects.select_related("person", "locality").get(pk=need_id)
    if need.person.email:
        mail.send("need_received", need.person, job, need=need)


@app.task(retry=mail.RETRY, pass_context=True)
def mail_handover(job: JobContext | None = None, *, request_id: int) -> None:
    """Tell the resident which back office handles the request now."""
    _write("request_handed_over", request_id, job)


@app.task(retry=mail.RETRY, pass_context=True)
def mail_volunteer(job: JobContext | None = None, *, match_id: int, state: str) -> None:
    """Tell the volunteer about the new state of a match; do nothing if the state has changed since."""
    match = _match(match_id)
    if match.volunteer.person.email and match.state == state:
        link = Link.of(match.volunteer.person, Link.Purpose.VOLUNTEER)
        mail.send(TO_VOLUNTEER[state], match.volunteer.person, job, **_about(match), link=link)


@app.task(retry=mail.RETRY, pass_context=True)
def mail_resident(job: JobContext | None = None, *, match_id: int, state: str) -> None:
    """Tell the resident that a volunteer is coming, or no longer is; do nothing if the state has changed since."""
    match = _match(match_id)
    person = match.item.request.person
    if person.email and match.state == state and _is_still_wanted(match.item):
        letter = (TO_RESIDENT | TO_RESIDENT_WHO_HAD_ONE)[state]
        mail.send(letter, person, job, **_about(match), link=_link(match.item.request))


def _is_still_wanted(item: RequestItem) -> bool:
    """Whether the item was neither withdrawn nor set aside with its request: else no mail should say we are looking."""
    return item.state != State.WITHDRAWN and not item.request.set_aside_at


@app.periodic(cron="*/5 * * * *")
@app.task(queueing_lock="free_silent_matches")
def free_silent_matches(timestamp: int) -> None:
    """Let matches lapse that were not answered in time, so that their items are open again."""
    for match in Match.objects.silent().order_by("answer_by")[:500]:
        try:
            match.lapse()
        except ValidationError:
            continue  # answered just now


def _match(match_id: int) -> Match:
    rows = Match.objects.select_related("volunteer__person", "item__category", "item__request__person")
    return rows.select_related("item__request__locality", "item__request__holder").get(pk=match_id)


def _about(match: Match) -> dict[str, object]:
    return {"match": match, "item": match.item, "request": match.item.request}


def send_request_links(person_id: int) -> None:
    """Queue the e-mail with the links; one is enough for an address, for any person who has it."""
    mail.queue_once(mail_request_links, person_id=person_id)


def tell_withdrawn(request: HelpRequest) -> None:
    if request.person.email:
        confirm_withdrawal.defer(request_id=request.pk)


def _link(request: HelpRequest) -> Link:
    return Link.of(request.person, Link.Purpose.REQUEST)


def _write(template: str, request_id: int, job: JobContext | None) -> None:
    """Mail the resident in their language; skip those without an address, such as those erased meanwhile."""
    request = HelpRequest.objects.select_related("person", "locality", "holder").get(pk=request_id)
    if request.person.email:
        items = request.items.filter(set_aside_at=None).select_related("category")
        context: dict[str, object] = {
            "request": request,
            "items": items,
            "withdrawn": [item for item in items if item.state == State.WITHDRAWN],
            "standing": [item for item in items if item.state in (State.OPEN, State.MATCHED)],
            "link": _link(request),
        }
        mail.send(template, request.person, job, **context)
