"""The bypasses that Django's admin opens by default are all closed, to clerks and to those who edit the content."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.db.models import ForeignKey, ManyToManyField
from django.test import RequestFactory

from brusselshelps.access import roles
from brusselshelps.access.roles import Role
from brusselshelps.desk.base_admin import VisibleRowsAdmin
from brusselshelps.desk.site import desk
from requests_app.models import HelpRequest
from tests.access.support.exchange import meet
from tests.access.support.matrix_setup import SampleWorld
from tests.access.support.visits import KARIM, NOBODYS, NOOR, REQUESTS, SAMIRA, VOLUNTEERS, Visitor, page

pytestmark = pytest.mark.django_db
ADA = "administrator"
USERS = "/admin/accounts/user/"
LISTS = (REQUESTS, VOLUNTEERS, "/admin/volunteers/signup/", "/admin/requests_app/organisationneed/")
WILD = (
    *("state__exact=open", "person__name__startswith=a", "person__email__contains=@", "holder__slug=vgc", "holder=1"),
    *("items__matches__volunteer__person__name__gte=a", "id__in=1,2", "pk=1", "clerk__username__startswith=n"),
    *("handovers__reason__contains=a", "notes__text__contains=a", "reference__startswith=B", "clerk__exact=1"),
)


class Everything(frozenset):  # type: ignore[type-arg]
    """The permissions of a user who was given all of them by mistake."""

    def __contains__(self, name: object) -> bool:
        return True


def test_lookups_that_are_not_on_the_page(sample_world: SampleWorld) -> None:
    for address in LISTS:
        for query in WILD:
            assert Visitor(sample_world, KARIM).get(f"{address}?{query}").status == 400, (address, query)


def test_no_other_method_is_answered(sample_world: SampleWorld) -> None:
    """Django treats unknown methods as reading, and a form that is PUT as one that is posted."""
    for method in ("PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "BREW"):
        for address in (
            REQUESTS,
            page(sample_world, "cocof"),
            "/admin/",
            "/reports/",
            "/nl/help/",
            "/staff/sign-in/",
            "/",
        ):
            came = meet(sample_world.world.actors[SAMIRA], method, address)
            assert (came.status, came.written) == (405, {})


def test_facets(sample_world: SampleWorld) -> None:
    for address in LISTS:
        bare, faceted = (Visitor(sample_world, KARIM).get(f"{address}?{query}").text for query in ("", "_facets=1"))
        for text in (bare, faceted):
            assert not re.search(r"\(\d+\)\s*</a>", text)


def test_popups_and_rows_by_another_column(sample_world: SampleWorld) -> None:
    addresses = (REQUESTS, page(sample_world, "cocof"), f"{USERS}add/", "/admin/")
    for name in (KARIM, ADA):
        for address in addresses:
            for query in ("_popup=1", "_to_field=reference", "_to_field=username"):
                assert Visitor(sample_world, name).get(f"{address}?{query}").status == 400
            for field in ("_popup", "_to_field"):
                Visitor(sample_world, name).refused(address, {field: "1"}, status=400)


def test_a_lead_meets_no_account_of_the_other_office(sample_world: SampleWorld) -> None:
    """Nor may an administrator edit an office's accounts: they could otherwise make themselves a member of it."""
    for name, account in ((SAMIRA, "idle vgc"), (SAMIRA, ADA), (ADA, "idle vgc"), (ADA, SAMIRA)):
        key = sample_world.world.user(account).pk
        assert sample_world.world.user(account).username not in Visitor(sample_world, name).get(USERS).text
        assert Visitor(sample_world, name).get(f"{USERS}{key}/change/").status == 404
        for verb in ("first-password", "second-factor", "end", "open"):
            Visitor(sample_world, name).refused(f"{USERS}{key}/{verb}/")


def test_a_popup_is_offered_nowhere(sample_world: SampleWorld) -> None:
    """A lead writes calls and chooses one for a need: there Django would offer a popup for adding one."""
    need = f"/admin/requests_app/organisationneed/{sample_world.world.rows['need'].pk}/change/"
    for name, address in ((SAMIRA, need), (ADA, f"{USERS}add/")):
        came = Visitor(sample_world, name).get(address)
        assert came.status == 200
        assert "_popup" not in came.text


def test_nothing_is_filled_in_from_the_address(sample_world: SampleWorld) -> None:
    for address, column in ((f"{USERS}add/", "username"), ("/admin/volunteers/call/add/", "slug")):
        came = Visitor(sample_world, ADA).get(f"{address}?{column}=mallory&backoffice=1&volunteer=1&person=1")
        assert 'value="mallory"' not in came.text
        assert '<option value="1" selected' not in came.text


def test_autocompletes_and_shortcuts_to_rows(sample_world: SampleWorld) -> None:
    kind = ContentType.objects.get_for_model(HelpRequest).pk
    own = sample_world.world.requests["cocof"].pk
    ways = (
        f"/admin/r/{kind}/{own}/",
        f"/admin/r/{kind}/{sample_world.world.requests['vgc'].pk}/",
        "/admin/autocomplete/?app_label=requests_app&model_name=requestitem&field_name=request&term=",
        "/admin/autocomplete/?app_label=volunteers&model_name=candidacy&field_name=volunteer&term=",
    )
    for way in ways:
        for name in (KARIM, SAMIRA, ADA):
            assert Visitor(sample_world, name).get(way).status == 404, way


def test_history_pages(sample_world: SampleWorld) -> None:
    rows = (
        page(sample_world, "cocof", "history/"),
        page(sample_world, "vgc", "history/"),
        page(sample_world, "intake", "history/"),
    )
    for address in (*rows, f"{VOLUNTEERS}{sample_world.world.volunteers['helper vgc'].pk}/history/"):
        assert Visitor(sample_world, KARIM).get(address).status == 404
    assert Visitor(sample_world, ADA).get(f"{USERS}{sample_world.world.user(NOOR).pk}/history/").status == 404


def test_what_would_go_with_a_row_that_is_deleted(sample_world: SampleWorld) -> None:
    """The confirmation page would list the requests of both offices next to a volunteer."""
    volunteer = f"{VOLUNTEERS}{sample_world.world.volunteers['helper vgc'].pk}/delete/"
    for address in (volunteer, page(sample_world, "cocof", "delete/"), page(sample_world, "vgc", "delete/")):
        assert Visitor(sample_world, KARIM).get(address).status == 403
        Visitor(sample_world, KARIM).refused(address, {"post": "yes"}, status=403)


def test_a_role_that_was_given_everything_adds_and_deletes_nothing(
    sample_world: SampleWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(roles.PERMISSIONS, Role.CLERK, Everything())
    for address in LISTS:
        assert meet(sample_world.world.actors[KARIM], "GET", f"{address}add/").status == 403
    volunteer = f"{VOLUNTEERS}{sample_world.world.volunteers['helper vgc'].pk}/delete/"
    for address in (volunteer, page(sample_world, "cocof", "delete/")):
        assert Visitor(sample_world, KARIM).get(address).status == 403
    monkeypatch.setitem(roles.PERMISSIONS, Role.ADMINISTRATOR, Everything())
    for address in (USERS, "/admin/volunteers/call/"):
        assert 'name="action"' not in Visitor(sample_world, ADA).get(address).text


def test_no_action_is_done_with_many_rows(sample_world: SampleWorld) -> None:
    theirs = sample_world.world.requests["vgc"].pk
    answers = {"action": "delete_selected", "_selected_action": [theirs], "select_across": "1", "post": "yes"}
    for address in LISTS:
        came = Visitor(sample_world, KARIM).post(address, answers)
        assert came.written == {}
        assert 'name="action"' not in came.text


def test_rows_are_not_edited_in_a_list(sample_world: SampleWorld) -> None:
    theirs = sample_world.world.requests["vgc"].pk
    answers = {
        "_save": "1",
        "form-TOTAL_FORMS": "1",
        "form-INITIAL_FORMS": "1",
        "form-0-id": theirs,
        "form-0-urgency": "x",
    }
    for address in LISTS:
        assert Visitor(sample_world, KARIM).post(address, answers).written == {}


def test_a_form_offers_only_rows_that_may_be_seen(sample_world: SampleWorld) -> None:
    """This holds for any future form with a choice of requests or volunteers."""
    request: Any = RequestFactory().get("/")
    request.user = sample_world.world.user(KARIM)
    [admin] = [one for model, one in desk._registry.items() if model is HelpRequest]
    assert isinstance(admin, VisibleRowsAdmin)
    for model in apps.get_models():
        for column in model._meta.get_fields():
            if isinstance(column, ForeignKey | ManyToManyField) and column.related_model is HelpRequest:
                offered = admin.formfield_for_foreignkey(column, request).queryset
                assert sample_world.world.requests["vgc"] not in offered, column
                assert sample_world.world.requests["cocof"] in offered, column


def test_a_row_that_is_not_there_is_no_message(sample_world: SampleWorld) -> None:
    """Django redirects to the start page, with a message that no such row exists."""
    for address in (REQUESTS, VOLUNTEERS, USERS):
        name = ADA if address == USERS else KARIM
        assert Visitor(sample_world, name).get(f"{address}{NOBODYS}/change/").status == 404


def test_a_page_of_a_room_leads_to_the_start_page(sample_world: SampleWorld) -> None:
    assert Visitor(sample_world, KARIM).get("/admin/requests_app/").location == "/admin/"
    assert Visitor(sample_world, "ministry").get("/admin/requests_app/").status == 404


def test_the_language_of_the_desk_leads_nowhere_else(sample_world: SampleWorld) -> None:
    for there in (
        "https://evil.example/",
        "//evil.example",
        "javascript:alert(1)",
        "\\\\evil.example",
        "/\\evil.example",
    ):
        came = Visitor(sample_world, KARIM).post("/staff/language/", {"language": "fr", "next": there})
        assert came.location == "/admin/"


def test_only_three_languages_are_kept(sample_world: SampleWorld) -> None:
    for language in ("de", "nl-BE", "../..", "", "NL"):
        for name in (KARIM, "nobody"):
            came = Visitor(sample_world, name).post("/staff/language/", {"language": language})
            assert came.written == {}
            assert "django_language" not in str(came.response.cookies)


def test_figures_are_for_those_who_answer_for_them(sample_world: SampleWorld) -> None:
    for name in (KARIM, ADA):
        for address in ("/reports/", "/reports/csv/", "/reports/json/"):
            assert Visitor(sample_world, name).get(address).status == 403
