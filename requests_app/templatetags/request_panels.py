"""Shows panels of help requests on other pages.
A template tag, because the page of a volunteer includes them while the app `volunteers` does not depend on requests.
"""

from __future__ import annotations

from typing import cast

from django import template
from django.template import Context

from brusselshelps.desk.panels import PanelAdmin
from brusselshelps.desk.site import desk
from requests_app.models import HelpRequest

register = template.Library()


@register.simple_tag(takes_context=True)
def request_panel(context: Context, name: str) -> object:
    """The panel of this name, for the row of the current page."""
    admin = cast(PanelAdmin, desk.get_model_admin(HelpRequest))
    return admin.drawn_panels(context["request"], context["original"])[name]
