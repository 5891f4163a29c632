"""What Karim of COCOF finds out about the requests that VGC holds: nothing, whichever pages a clerk uses.

Each page is also checked for every marker he may not see (`Visitor`), so most tests only have to visit it.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from brusselshelps.people.models import Person
from requests_app.models import HelpRequest, Note
from requests_app.states import MatchState
from tests.access.support.matrix_setup import SampleWorld
from tests.access.support.visits import (
    KARIM,
    NOBODYS,
    NOOR,
    REQUESTS,
    SAMIRA,
    VOLUNTEERS,
    Visitor,
    all_of,
    body,
    missing,
    page,
)

pytestmark = pytest.mark.django_db
VERBS = ("take-on/", "hand-over/", "notes/", "attempts/", "set-aside/spam/", "put-back/", "follow-up/")
WELL = {"reason": "so", "whom": "resident", "outcome": "answered", "urgency": "today", "to": "1"}
FILTERS = (
    *("place=intake", "place=ours", "clerk=me", "waits=match", "waits=answer", "waits=insurance", "waits=help"),
    *("late=yes", "urgency=today", "state=open", "state=matched", "category=dog", "postcode=1000", "notes=unread"),
    *("mail=fails", "aside=yes", "oldest=", "after=20991231T235959.000001-1", "before=20001231T235959.000001-1"),
)


def shows(came: Any, pk: int) -> bool:
    """Whether a page links to this request."""
    return f"/helprequest/{pk}/" in came.text


def test_the_list_in_every_order_and_through_every_filter(sample_world: SampleWorld) -> None:
    HelpRequest.objects.update(by_when=timezone.localdate(), urgency="today")
    sample_world.world.requests["vgc"].person.mail_failed()
    for name in (KARIM, SAMIRA):
        visitor = Visitor(sample_world, name)
        for query in ("", *FILTERS):
            came = visitor.get(f"{REQUESTS}?{query}")
            assert came.status == 200, query
            assert not shows(came, sample_world.world.requests["vgc"].pk)


def test_a_page_of_the_list_that_begins_at_anothers_request(sample_world: SampleWorld) -> None:
    row = sample_world.world.requests["vgc"]
    for query in ("after", "before"):
        moment = row.received_at.astimezone(dt.UTC).strftime("%Y%m%dT%H%M%S.%f")
        theirs = Visitor(sample_world, KARIM).get(f"{REQUESTS}?{query}={moment}-{row.pk}")
        gone = Visitor(sample_world, KARIM).get(f"{REQUESTS}?{query}={moment}-{row.pk + 10**6}")
        assert theirs.status == 200
        assert theirs.text.count("/change/") >= gone.text.count("/change/") - 1


def test_what_nobody_holds_is_for_leads(sample_world: SampleWorld) -> None:
    assert Visitor(sample_world, KARIM).get(f"{REQUESTS}?place=nobody").status == 302
    assert Visitor(sample_world, KARIM).get(page(sample_world, "nobody")).status == 404
    assert Visitor(sample_world, SAMIRA).get(page(sample_world, "nobody")).status == 200


def test_a_search_by_reference_name_or_number(sample_world: SampleWorld) -> None:
    for name in ("vgc", "from_cocof", "erased_vgc", "aside_vgc"):
        row = HelpRequest.objects.select_related("person").get(pk=sample_world.world.requests[name].pk)
        said = {row.reference, row.person.name, row.person.phone_as_written, row.on_behalf_phone, row.on_behalf_name}
        for term in filter(None, said):
            came = Visitor(sample_world, KARIM).post(REQUESTS, {"q": term})
            assert not shows(came, row.pk)
        assert not shows(Visitor(sample_world, KARIM).get(f"{REQUESTS}?q={row.reference}"), row.pk)


def test_a_search_among_volunteers_finds_no_resident(sample_world: SampleWorld) -> None:
    """Not even one with a unique name."""
    person = HelpRequest.objects.get(pk=sample_world.world.requests["vgc"].pk).person
    Person.objects.filter(pk=person.pk).update(name="Wolfgang")
    for term in ("Wolfgang", person.phone_as_written):
        assert 'class="field-reference"' not in Visitor(sample_world, KARIM).post(VOLUNTEERS, {"q": term}).text


def test_the_page_of_a_request_that_is_anothers_is_that_of_one_that_is_not_there(sample_world: SampleWorld) -> None:
    for name in ("vgc", "from_cocof", "erased_vgc", "aside_vgc"):
        pk = sample_world.world.requests[name].pk
        for verb in ("change/", "history/", "delete/", "hand-over/", *VERBS):
            for method in ("get", "post"):
                answers = () if method == "get" else (WELL,)
                theirs = getattr(Visitor(sample_world, KARIM), method)(page(sample_world, name, verb), *answers)
                gone = getattr(Visitor(sample_world, KARIM), method)(
                    missing(page(sample_world, name, verb), pk), *answers
                )
                assert theirs.status in (403, 404, 405)
                assert all_of(theirs) == all_of(gone)


def test_nothing_is_asked_of_the_database_that_takes_longer_for_anothers_request(sample_world: SampleWorld) -> None:
    asked = []
    for pk in (sample_world.world.requests["vgc"].pk, NOBODYS):
        with CaptureQueriesContext(connection) as queries:
            Visitor(sample_world, KARIM).get(f"{REQUESTS}{pk}/change/")
        asked.append(len(queries))
    assert asked[0] == asked[1]


def test_no_verb_works_on_anothers_request(sample_world: SampleWorld) -> None:
    for name in ("vgc", "from_cocof", "aside_vgc"):
        for verb in VERBS:
            Visitor(sample_world, KARIM).refused(page(sample_world, name, verb), WELL)
        Visitor(sample_world, KARIM).refused(page(sample_world, name), WELL)


def test_what_is_in_the_intake_is_read_and_not_worked_on(sample_world: SampleWorld) -> None:
    """Until an office takes it on, nobody can hand it over, follow it up, close it or correct it."""
    item = sample_world.world.requests["intake"].items.first()
    for verb in (f"items/{item.pk}/unmet/", "follow-up/", "hand-over/"):
        Visitor(sample_world, KARIM).refused(page(sample_world, "intake", verb), WELL, status=302)
    Visitor(sample_world, KARIM).refused(page(sample_world, "intake"), WELL, status=403)


def test_what_is_in_the_intake_has_no_button_for_who_holds_it(sample_world: SampleWorld) -> None:
    came = Visitor(sample_world, KARIM).get(page(sample_world, "intake"))
    for verb in ("hand-over/", "follow-up/", "unmet/", "items/"):
        assert f'{verb}"' not in came.text


def test_who_sees_no_persons_does_nothing_for_them(sample_world: SampleWorld) -> None:
    for name in ("ministry", "auditor", "administrator"):
        for verb in VERBS:
            Visitor(sample_world, name).refused(page(sample_world, "intake", verb), WELL, status=403)
        insurance = f"{REQUESTS}insurance/{sample_world.world.volunteers['willing vgc'].pk}/"
        Visitor(sample_world, name).refused(insurance, {"outcome": "insured", "method": "phone"}, status=403)


def test_the_verbs_themselves_refuse_another_office(sample_world: SampleWorld) -> None:
    row, karim = sample_world.world.requests["vgc"], sample_world.world.user(KARIM)
    for verb in (lambda: row.hand_over(karim.backoffice, karim, "so"), lambda: row.follow_up(karim)):
        with pytest.raises(ValidationError):
            verb()


def test_an_item_or_a_match_of_anothers_request_through_ones_own(sample_world: SampleWorld) -> None:
    theirs = sample_world.world.requests["vgc"]
    item = theirs.items.get(category__slug="dog")
    match = sample_world.world.matches[("asked", theirs.pk)]
    volunteer = {"volunteer": sample_world.world.volunteers["free"].pk}
    assert Visitor(sample_world, KARIM).get(page(sample_world, "cocof", f"items/{item.pk}/candidates/")).status == 404
    Visitor(sample_world, KARIM).refused(page(sample_world, "cocof", f"items/{item.pk}/candidates/"), volunteer)
    Visitor(sample_world, KARIM).refused(page(sample_world, "cocof", f"items/{item.pk}/unmet/"))
    for state in (MatchState.ACCEPTED, MatchState.DECLINED, MatchState.CANCELLED):
        Visitor(sample_world, KARIM).refused(page(sample_world, "cocof", f"matches/{match.pk}/{state}/"))


def test_candidates_for_anothers_item(sample_world: SampleWorld) -> None:
    item = sample_world.world.requests["vgc"].items.get(category__slug="dog")
    address = page(sample_world, "vgc", f"items/{item.pk}/candidates/")
    assert Visitor(sample_world, KARIM).get(address).status == 404
    Visitor(sample_world, KARIM).refused(address, {"volunteer": sample_world.world.volunteers["free"].pk})


def test_candidates_are_for_who_may_still_propose_them(sample_world: SampleWorld) -> None:
    """Noor had the request on screen when it was handed over: she learns who holds it, and cannot propose anyone."""
    item = sample_world.world.requests["from_vgc"].items.get(category__slug="dog")
    answers = {
        "volunteer": sample_world.world.volunteers["free"].pk,
        "shown": Visitor(sample_world, NOOR).proof("from_vgc"),
    }
    address = page(sample_world, "from_vgc", f"items/{item.pk}/candidates/")
    for answer in (answers, answers | {"reference": "of nobody"}):
        came = Visitor(sample_world, NOOR).unlooked(address, answer)
        assert (came.status, came.location, came.written) == (302, REQUESTS, {})


def test_whom_to_call_is_of_ones_own_request(sample_world: SampleWorld) -> None:
    """A match of another request is not offered, and the error does not reveal that it exists."""
    match = sample_world.world.matches[("asked", sample_world.world.requests["vgc"].pk)]
    answers = {"whom": f"match-{match.pk}", "outcome": "answered"}
    Visitor(sample_world, KARIM).refused(page(sample_world, "cocof", "attempts/"), answers, status=302)


def test_the_numbers_of_the_start_page(sample_world: SampleWorld) -> None:
    """Whatever is waiting at VGC, Karim's numbers stay the same; demand and supply cover both offices together."""
    before = Visitor(sample_world, KARIM).get("/admin/").text
    theirs = [row.pk for name, row in sample_world.world.requests.items() if sample_world.world.holders[name] == "vgc"]
    HelpRequest.objects.filter(pk__in=theirs).update(by_when=timezone.localdate() - dt.timedelta(days=9))
    Note.objects.filter(request__in=theirs).update(read_at=None)
    Note.objects.exclude(request__in=theirs).update(read_at=timezone.now())
    sample_world.world.requests["vgc"].person.mail_failed()
    after = Visitor(sample_world, KARIM).get("/admin/").text
    assert "notes=unread" in before
    assert "notes=unread" not in after
    assert "mail=fails" not in after


def test_what_others_did_is_on_no_start_page(sample_world: SampleWorld) -> None:
    for name in (KARIM, NOOR, "administrator"):
        assert "vgc" not in Visitor(sample_world, name).get("/admin/").text.split("<main")[-1]


def test_the_page_of_a_volunteer_whom_the_other_office_asked(sample_world: SampleWorld) -> None:
    for name in ("helper vgc", "asked vgc", "willing vgc"):
        came = Visitor(sample_world, KARIM).get(f"{VOLUNTEERS}{sample_world.world.volunteers[name].pk}/change/")
        assert came.status == 200
        assert not shows(came, sample_world.world.requests["vgc"].pk)


def test_the_way_back_from_an_insurance_check(sample_world: SampleWorld) -> None:
    theirs = sample_world.world.requests["vgc"].pk
    address = f"{REQUESTS}insurance/{sample_world.world.volunteers['willing vgc'].pk}/?request={theirs}"
    assert not shows(Visitor(sample_world, KARIM).get(address), theirs)
    came = Visitor(sample_world, KARIM).post(address, {"outcome": "asked", "method": "phone"})
    assert came.location.startswith(VOLUNTEERS)


def test_a_proof_of_having_seen_a_request_is_not_forged_or_lent(sample_world: SampleWorld) -> None:
    for proof in ("", "forged", Visitor(sample_world, NOOR).proof("vgc"), Visitor(sample_world, KARIM).proof("cocof")):
        for verb in ("change/", "take-on/"):
            Visitor(sample_world, KARIM).refused(page(sample_world, "vgc", verb), WELL | {"shown": proof})


def test_who_had_it_on_screen_learns_who_holds_it_now_and_nothing_else(sample_world: SampleWorld) -> None:
    """Noor handed it over; she may not learn that COCOF has since erased the person."""
    typed = {"name": "typed", "message": "typed", "shown": Visitor(sample_world, NOOR).proof("from_vgc")}
    row = sample_world.world.requests["from_vgc"]
    pages = []
    for forgotten in (False, True):
        if forgotten:
            row.person.erase()
        came = Visitor(sample_world, NOOR).unlooked(page(sample_world, "from_vgc"), typed)
        assert came.status == 409
        told = came.markers & sample_world.readers.owners.keys()
        assert told <= {row.reference.lower(), sample_world.world.user(NOOR).username}
        pages.append(body(came))
    assert pages[0] == pages[1]
