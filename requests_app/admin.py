"""Register help requests and needs of organisations with the desk; the classes are in `requests_app/desk`."""

from __future__ import annotations

from brusselshelps.desk.site import desk
from requests_app.desk.need_admin import NeedAdmin
from requests_app.desk.request_admin import HelpRequestAdmin
from requests_app.models import HelpRequest, OrganisationNeed

# The start page follows this order.
desk.register(HelpRequest, HelpRequestAdmin)
desk.register(OrganisationNeed, NeedAdmin)
