"""Help requests and the needs of organisations at the desk, put together from their parts."""

from __future__ import annotations

from django.contrib import admin

from brusselshelps.accounts.desk import desk
from brusselshelps.people.models import RetentionBatch

from .desk.aside import Aside
from .desk.contact import Contact
from .desk.holding import Holding
from .desk.insurance import Insurance
from .desk.intake import Intake
from .desk.listing import RequestList
from .desk.matching import Matching
from .desk.needs import NeedAdmin
from .desk.page import RequestPage
from .desk.retained import RetentionBatchAdmin
from .desk.same_person import SamePerson
from .desk.start import Start
from .desk.triage import Triage
from .models import HelpRequest, OrganisationNeed


@admin.register(HelpRequest, site=desk)
class HelpRequestAdmin(
    Intake, RequestList, RequestPage, Triage, Matching, Insurance, Contact, Aside, SamePerson, Holding, Start
):
    """Each part is a file in `requests_app/desk`."""


# After the requests, also on the start page.
desk.register(OrganisationNeed, NeedAdmin)
desk.register(RetentionBatch, RetentionBatchAdmin)
