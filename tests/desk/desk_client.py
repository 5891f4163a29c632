"""The desk as a member of staff uses it: a browser, the URLs, and the text of a page."""

from __future__ import annotations

import html
import re
from typing import Any

from django.test import Client
from django.urls import reverse

from brusselshelps.accounts.models import User

REQUESTS = "/admin/requests_app/helprequest/"
# Extra queries of every staff page under the row-level policies: a savepoint and its release, setting the role and
# the user, checking the deferred constraints, and resetting the role to the owner.
ROLE_QUERIES = 5
# Extra queries of one access beyond those policies: a savepoint and its release, and switching the role twice.
OWNER_QUERIES = 4
VOLUNTEERS = "/admin/volunteers/volunteer/"
# Extra queries of a page that shows personal data: all its access-log entries are written in one statement.
LOG_QUERIES = 1


def browser(user: User, language: str = "en") -> Client:
    """A separate browser in which this member of staff is signed in and works in this language."""
    user.language = language
    user.save(update_fields=["language"])
    client = Client()
    client.force_login(user)
    return client


def page_of(row: Any) -> str:
    return reverse(f"admin:{row._meta.app_label}_{row._meta.model_name}_change", args=[row.pk])


def take_on(client: Client, request: Any, **data: str) -> Any:
    return client.post(f"{REQUESTS}{request.pk}/take-on/", data, follow=True)


def hand_over(client: Client, request: Any, **data: Any) -> Any:
    return client.post(f"{REQUESTS}{request.pk}/hand-over/", data, follow=True)


def close(client: Client, request: Any, state: str, item: Any = None) -> Any:
    item = item or request.items.first()
    return client.post(f"{REQUESTS}{request.pk}/items/{item.pk}/{state}/", follow=True)


def shown(response: Any) -> str:
    """The visible text of the page, with the tags removed and white space collapsed."""
    body = re.sub(r"<(style|script|svg).*?</\1>", " ", response.content.decode(), flags=re.DOTALL)
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", body)))


def messages(response: Any) -> list[str]:
    return [str(message) for message in response.context["messages"]]
