"""The desk as a member of staff meets it: a browser, the addresses, and what a page says."""

from __future__ import annotations

import html
import re
from typing import Any

from django.test import Client
from django.urls import reverse

from brusselshelps.accounts.models import User

REQUESTS = "/admin/requests_app/helprequest/"
# What each page of staff asks of the database besides, under the wall: a savepoint and its end, the role and for whom,
# whether all rules hold, and the owner again.
WALL = 5
# What one look beyond it takes: a savepoint and its end, and the role twice.
BEYOND = 4
VOLUNTEERS = "/admin/volunteers/volunteer/"
# What a page that shows somebody asks of the database besides: all lines of the trail in one statement.
LOOK = 1


def browser(user: User, language: str = "en") -> Client:
    """A browser of their own in which this member of staff is signed in and works in this language."""
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
    """What the page says, without its tags, white space made one."""
    body = re.sub(r"<(style|script|svg).*?</\1>", " ", response.content.decode(), flags=re.DOTALL)
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", body)))


def messages(response: Any) -> list[str]:
    return [str(message) for message in response.context["messages"]]
