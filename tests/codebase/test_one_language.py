"""Every page is in one language, from its title to its last sentence."""

from __future__ import annotations

from collections.abc import Iterator
from http import HTTPStatus

import pytest
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.urls import URLPattern, URLResolver, get_resolver
from django.urls.resolvers import LocalePrefixPattern
from django.utils.translation import override

from tests.codebase.language_checks import DICTIONARIES, unknown, words_in
from tests.codebase.page_text import read_on

Patterns = list[URLPattern | URLResolver]
HANDLERS = (HTTPStatus.BAD_REQUEST, HTTPStatus.FORBIDDEN, HTTPStatus.NOT_FOUND, HTTPStatus.INTERNAL_SERVER_ERROR)


def addresses() -> list[str]:
    """The path, after the language, of every public page without parameters."""
    public = [one for one in get_resolver().url_patterns if isinstance(one.pattern, LocalePrefixPattern)]
    return sorted(path for resolver in public for path in simple(resolver.url_patterns))


def simple(patterns: Patterns, before: str = "") -> Iterator[str]:
    for one in patterns:
        path = before + str(one.pattern)
        if isinstance(one, URLResolver):
            yield from simple(one.url_patterns, path)
        elif "<" not in path:
            yield path


def foreign(response: HttpResponse, language: str) -> set[str]:
    """The words of a page that are not in its language."""
    if not response.get("Content-Type", "").startswith("text/html"):
        return set()
    return unknown(words_in(read_on(response.content.decode(), language)), language)


@pytest.mark.parametrize("language", ["nl", "fr"])
def test_an_english_sentence_would_be_found(language: str) -> None:
    page = f'<html lang="{language}"><title>Brussels helps</title><p lang="en">Thanks</p><img alt="They are waiting">'
    assert words_in(read_on(page, language)) == {"They", "are", "waiting"}
    assert "waiting" in foreign(HttpResponse(page), language)


@pytest.mark.sampled(2)
@pytest.mark.django_db
@pytest.mark.parametrize("language", DICTIONARIES)
@pytest.mark.parametrize("address", [*addresses(), "nowhere/"])
def test_a_public_page_speaks_one_language(client: Client, address: str, language: str) -> None:
    assert foreign(client.get(f"/{language}/{address}"), language) == set()
    # An empty form comes back with its error messages.
    assert foreign(client.post(f"/{language}/{address}"), language) == set()


@pytest.mark.parametrize("language", DICTIONARIES)
@pytest.mark.parametrize("status", HANDLERS)
def test_a_page_that_says_what_went_wrong_speaks_one_language(
    rf: RequestFactory, status: HTTPStatus, language: str
) -> None:
    handler = get_resolver().resolve_error_handler(status)
    with override(language):
        request = rf.get(f"/{language}/")
        response = handler(request) if status >= 500 else handler(request, exception=Exception())
    assert response.status_code == status
    assert foreign(response, language) == set()
