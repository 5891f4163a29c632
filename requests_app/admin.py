"""Help requests and the needs of organisations at the desk, put together from their parts."""

from __future__ import annotations

from django.contrib import admin

from brusselshelps.desk.site import desk
from requests_app.desk.dashboard import Start
from requests_app.desk.need_admin import NeedAdmin
from requests_app.desk.panels.assignment import Triage
from requests_app.desk.panels.contact import Contact
from requests_app.desk.panels.duplicates import SamePerson
from requests_app.desk.panels.insurance import Insurance
from requests_app.desk.panels.legal_hold import Holding
from requests_app.desk.panels.matching import Matching
from requests_app.desk.panels.set_aside import Aside
from requests_app.desk.phone_intake import Intake
from requests_app.desk.request_list import RequestList
from requests_app.desk.request_page import RequestPage
from requests_app.models import HelpRequest, OrganisationNeed


@admin.register(HelpRequest, site=desk)
class HelpRequestAdmin(
    Intake, RequestList, RequestPage, Triage, Matching, Insurance, Contact, Aside, SamePerson, Holding, Start
):
    """Each part is a file in `requests_app/desk`."""


# After the requests, also on the start page.
desk.register(OrganisationNeed, NeedAdmin)
