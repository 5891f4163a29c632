"""Import of lists of help requests from a call centre or an earlier tool."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from brusselshelps.people.imports.cells import Cells, read_moment, read_person, read_word, read_words
from brusselshelps.people.imports.importer import Entry, Importer
from brusselshelps.people.imports.reader import Column
from brusselshelps.people.models import Person
from brusselshelps.reference.models import Category, Partner
from requests_app.models import Handover, HelpRequest, RequestItem, StatusChange
from requests_app.states import State

# Without MATCHED: a match needs a volunteer, and imported lists do not name one.
STATES = [State.OPEN, State.DONE, State.UNMET, State.REFERRED, State.WITHDRAWN]
HANDLED = {State.DONE, State.REFERRED}


@dataclass(slots=True)
class RequestEntry(Entry):
    """A help request to store; `state` applies to all of its items."""

    record: HelpRequest
    state: State


class RequestImport(Importer[RequestEntry]):
    model = HelpRequest
    purpose = "external_ref.requests"
    columns = (
        Column("external_ref", "The number of the row in your own list, by which a second import recognises the row."),
        Column("received_at", "The day or time when the request came in.", necessary=True),
        Column("channel", "web, phone, paper or partner; empty is partner."),
        Column("name", "The name of the resident."),
        Column("email", "An e-mail address; this or a phone.", longest=254),
        Column("phone", "A phone number in any usual writing; this or an e-mail address.", longest=60),
        Column("street", "Street and number."),
        Column("postcode", "Four digits, of the Brussels Region; not a place name.", necessary=True),
        Column("language", "The contact language: nl, fr or en.", necessary=True),
        Column("categories", "What the resident asks for, by code, joined with “|”: shopping|dog.", necessary=True),
        Column("message", "What help is needed, in the person's own words.", longest=4000, keeps_lines=True),
        Column("backoffice", "The back office that holds the request, by code: vgc or cocof; empty when none does."),
        Column("handled_at", "The day or time when it was taken on or answered; empty when it was not."),
        Column(
            "state",
            "open, done, unmet, referred or withdrawn, for every category of the row. "
            "Empty is done when handled_at is filled in, else open.",
        ),
    )

    def __init__(self) -> None:
        super().__init__()
        self.categories = dict(Category.objects.filter(residents_may_ask=True).values_list("slug", "pk"))
        self.offices = dict(Partner.objects.filter(runs_backoffice=True).values_list("slug", "pk"))

    def read(self, cells: Cells) -> RequestEntry:
        slugs = cells.read("categories", lambda text: read_words(text, self.categories)) or []
        office = cells.read("backoffice", lambda text: read_word(text, self.offices))
        request = HelpRequest(
            person=read_person(cells),
            channel=cells.read("channel", lambda text: read_word(text, HelpRequest.Channel.values))
            or HelpRequest.Channel.PARTNER,
            message=cells["message"],
            received_at=cells.read("received_at", lambda text: read_moment(text, self.now)),
            recorded_at=self.now,
            locality_id=cells.read("postcode", self.places.locality),
            handled_at=cells.read("handled_at", lambda text: read_moment(text, self.now) if text else None),
            holder_id=self.offices.get(office),
            external_key=self.external_key(cells.row),
        )
        state = self._state(cells, request)
        return RequestEntry(request, [self.categories[slug] for slug in slugs], state)

    def store(self, entries: Sequence[RequestEntry]) -> None:
        Person.objects.bulk_create(entry.record.person for entry in entries)
        HelpRequest.objects.bulk_create(entry.record for entry in entries)
        self._store_items(entries)
        Handover.objects.bulk_create(
            Handover(
                request=entry.record,
                partner_id=entry.record.holder_id,
                since=entry.record.handled_at,
                recorded_at=self.now,
            )
            for entry in entries
            if entry.record.holder_id and entry.record.handled_at
        )

    def _store_items(self, entries: Sequence[RequestEntry]) -> None:
        items = RequestItem.objects.bulk_create(
            RequestItem(request=entry.record, category_id=category, state=entry.state, recorded_at=self.now)
            for entry in entries
            for category in entry.categories
        )
        StatusChange.objects.bulk_create(
            StatusChange(
                item=item,
                old=State.OPEN,
                new=item.state,
                at=item.request.handled_at or item.request.received_at,
                recorded_at=self.now,
            )
            for item in items
            if item.state != State.OPEN
        )

    def _state(self, cells: Cells, request: HelpRequest) -> State:
        """The state of all items of the row; refuses times that contradict it or each other."""
        word = cells.read("state", lambda text: read_word(text, STATES))
        state = State(word) if word else State.DONE if request.handled_at else State.OPEN
        if request.handled_at is None:
            self._refuse_what_needs_a_day(cells, request, state)
        elif request.received_at and request.handled_at < request.received_at:
            cells.refuse("handled_at", "This is before received_at; note that a day alone means 00:00 on that day.")
        return state

    def _refuse_what_needs_a_day(self, cells: Cells, request: HelpRequest, state: State) -> None:
        if request.holder_id:
            cells.refuse("handled_at", "Fill in when the back office took the request on, or leave the office out.")
        if state in HANDLED:
            cells.refuse("handled_at", f"Fill in when the request was handled; “{state.value}” says that it was.")
