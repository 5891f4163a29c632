"""Help requests and needs of organisations at the desk; each has a module of its own in `requests_app/desk`."""

from __future__ import annotations

from brusselshelps.desk.site import desk
from requests_app.desk.need_admin import NeedAdmin
from requests_app.desk.request_admin import HelpRequestAdmin
from requests_app.models import HelpRequest, OrganisationNeed

# In this order on the start page too.
desk.register(HelpRequest, HelpRequestAdmin)
desk.register(OrganisationNeed, NeedAdmin)
