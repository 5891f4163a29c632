"""Every access guard by name, and how to remove it, to prove that a test would notice.

`python -m pytest tests/access/test_guards.py -m more` removes them one after another. A guard is an object, the name of
an attribute, and the attribute's replacement.
"""

from __future__ import annotations

import importlib
import re
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from typing import Any, NamedTuple
from unittest import mock

from django.contrib import admin
from django.contrib.admin import ModelAdmin
from django.contrib.admin.sites import AdminSite
from django.db.models import Q
from django.db.models.functions import Upper
from django.urls import clear_url_caches
from django.utils import timezone

from brusselshelps import log_format, middleware, urls
from brusselshelps.accounts.models import User, UserQuerySet
from brusselshelps.accounts.sign_in import views as sign_in_views
from brusselshelps.desk import site
from brusselshelps.desk.base_admin import DeskAdmin, VisibleRowsAdmin
from brusselshelps.desk.site import Desk
from brusselshelps.people import self_service
from brusselshelps.people.forms import views
from brusselshelps.people.models import Person
from brusselshelps.people.models.signed_link import LinkQuerySet
from requests_app import self_service as resident
from requests_app.desk import caller_lookup, correction, request_admin, rows_of_person
from requests_app.desk.panels import base, duplicates, items, matching, person
from requests_app.desk.panels.base import RequestPanel
from requests_app.desk.panels.insurance import InsurancePanel
from requests_app.desk.panels.matching import MatchingPanel
from requests_app.desk.request_admin import HelpRequestAdmin
from requests_app.models import ContactAttempt, HelpRequest, RequestItem
from requests_app.models.organisation_need import NeedQuerySet
from requests_app.models.request import HelpRequestQuerySet
from requests_app.templatetags import matches
from requests_app.views import volunteer_matches
from tests.access.support.replacements import (
    ALL_REQUESTS,
    any_row,
    everything,
    opened,
    plain,
    recorded_by_anybody,
    signed,
)
from volunteers.models.call_for_volunteers import SignUpQuerySet
from volunteers.models.volunteer import VolunteerQuerySet


class Guard(NamedTuple):
    """`noticed_by` is the test that fails without the guard; `instead` replaces the attribute `name` of `where`.

    A function imported by name exists in two modules: `also` is the second one.
    """

    noticed_by: str
    where: Any
    name: str
    instead: Any
    also: Any = None


GUARDS: dict[str, Guard] = {
    # Row visibility.
    "requests visible to": Guard(
        "test_no_verb_works_on_anothers_request", HelpRequestQuerySet, "visible_to", everything
    ),
    "volunteers visible to": Guard(
        "test_who_has_no_back_office_sees_no_row_of_persons", VolunteerQuerySet, "visible_to", everything
    ),
    "sign-ups visible to": Guard(
        "test_who_has_no_back_office_sees_no_row_of_persons", SignUpQuerySet, "visible_to", everything
    ),
    "needs visible to": Guard(
        "test_who_has_no_back_office_sees_no_row_of_persons", NeedQuerySet, "visible_to", everything
    ),
    "accounts visible to": Guard(
        "test_a_lead_meets_no_account_of_the_other_office", UserQuerySet, "visible_to", everything
    ),
    "rows of the desk": Guard(
        "test_a_search_by_reference_name_or_number",
        VisibleRowsAdmin,
        "get_queryset",
        lambda self, request: ModelAdmin.get_queryset(self, request),
    ),
    "row of a verb": Guard(
        "test_no_verb_works_on_anothers_request",
        VisibleRowsAdmin,
        "get_visible",
        lambda self, request, pk, lock=False: any_row(self.model, pk=pk),
    ),
    "right to a verb": Guard(
        "test_who_sees_no_persons_does_nothing_for_them",
        VisibleRowsAdmin,
        "has_change_permission",
        lambda self, request, obj=None: True,
    ),
    "callers who may be seen": Guard(
        "test_who_called_before_is_not_told_of_the_other_offices_callers", caller_lookup, "HelpRequest", ALL_REQUESTS
    ),
    "same persons who may be seen": Guard(
        "test_somebody_who_is_known_to_the_other_office_alone", rows_of_person, "HelpRequest", ALL_REQUESTS
    ),
    "requests beside a volunteer": Guard(
        "test_the_page_of_a_volunteer_whom_the_other_office_asked", matches, "HelpRequest", ALL_REQUESTS
    ),
    "words of two persons who may be seen": Guard(
        "test_what_the_other_office_said_of_two_persons_is_not_undone",
        duplicates,
        "_recorded_merges",
        recorded_by_anybody,
    ),
    "row of the button same person": Guard(
        "test_to_say_that_ones_own_person_is_one_of_the_other_office", person, "get_object_or_404", any_row
    ),
    "item of this request": Guard(
        "test_an_item_or_a_match_of_anothers_request_through_ones_own", items, "get_object_or_404", any_row
    ),
    "item to find candidates for": Guard(
        "test_an_item_or_a_match_of_anothers_request_through_ones_own",
        matching,
        "_item_of",
        lambda row, pk: RequestItem.objects.get(pk=pk),
    ),
    "request an insurance check came from": Guard(
        "test_the_way_back_from_an_insurance_check",
        InsurancePanel,
        "_came_from",
        lambda self: HelpRequest.objects.filter(pk=self.request.GET.get("request")).first(),
    ),
    "the link of a wrong address": Guard(
        "test_who_read_the_mail_at_a_wrong_address_is_shut_out", correction, "end_links", lambda person: None
    ),
    "calls to a volunteer": Guard(
        "test_what_was_said_of_a_volunteer_is_not_told_to_the_resident",
        ContactAttempt,
        "PERSONAL",
        replace(ContactAttempt.PERSONAL, instead=False),
    ),
    "an address is one in small letters too": Guard(
        "test_a_letter_with_links_goes_to_no_address_that_only_looks_the_same",
        Person.objects,
        "reached_at",
        lambda email: Person.objects.annotate(capitals=Upper("email")).filter(capitals=email.upper()),
    ),
    "the page a form leads to": Guard(
        "test_the_cookie_of_one_form_opens_the_page_of_no_other", views, "_salt", lambda page: views.SENT_COOKIE
    ),
    # Which office works on a request.
    "ours": Guard(
        "test_what_is_in_the_intake_has_no_button_for_who_holds_it", RequestPanel, "is_ours", lambda self, row: True
    ),
    "others are refused": Guard(
        "test_what_is_in_the_intake_is_read_and_not_worked_on",
        RequestPanel,
        "refuse_others",
        lambda self, row, or_intake=False: False,
    ),
    "the verbs refuse others": Guard(
        "test_the_verbs_themselves_refuse_another_office", HelpRequest, "_refuse_others", lambda self, by: None
    ),
    "who corrects": Guard(
        "test_what_is_in_the_intake_is_read_and_not_worked_on",
        HelpRequestAdmin,
        "has_change_permission",
        lambda self, request, obj=None: VisibleRowsAdmin.has_change_permission(self, request, obj),
    ),
    "who holds it now proposes": Guard(
        "test_candidates_are_for_who_may_still_propose_them",
        MatchingPanel,
        "_why_not_theirs",
        lambda self, row: "",
    ),
    "proof of having seen": Guard(
        "test_a_proof_of_having_seen_a_request_is_not_forged_or_lent",
        base,
        "has_viewed",
        lambda request, pk: True,
        also=request_admin,
    ),
    "proof is one's own": Guard(
        "test_a_proof_of_having_seen_a_request_is_not_forged_or_lent",
        base,
        "has_viewed",
        lambda request, pk: signed(request)[1:] == [str(pk)],
        also=request_admin,
    ),
    "proof is of this request": Guard(
        "test_a_proof_of_having_seen_a_request_is_not_forged_or_lent",
        base,
        "has_viewed",
        lambda request, pk: signed(request)[:1] == [str(request.user.pk)],
        also=request_admin,
    ),
    # Roles.
    "permissions of the role": Guard(
        "test_figures_are_for_those_who_answer_for_them", User, "has_perm", lambda self, permission, obj=None: True
    ),
    "nothing is added": Guard(
        "test_a_role_that_was_given_everything_adds_and_deletes_nothing",
        VisibleRowsAdmin,
        "has_add_permission",
        plain("has_add_permission"),
    ),
    "nothing is deleted": Guard(
        "test_a_role_that_was_given_everything_adds_and_deletes_nothing",
        VisibleRowsAdmin,
        "has_delete_permission",
        plain("has_delete_permission"),
    ),
    "nobody is no back office": Guard(
        "test_who_has_no_back_office_sees_no_row_of_persons",
        HelpRequestQuerySet,
        "visible_to",
        lambda rows, user: rows.filter(Q(holder=user.backoffice_id) | Q(holder=None)),
    ),
    # Bypasses in Django's admin.
    "popups and other columns": Guard("test_popups_and_rows_by_another_column", site, "IS_POPUP_VAR", "nowhere"),
    "rows by another column": Guard("test_popups_and_rows_by_another_column", site, "TO_FIELD_VAR", "nowhere"),
    "links to popups": Guard(
        "test_a_popup_is_offered_nowhere", DeskAdmin, "formfield_for_dbfield", plain("formfield_for_dbfield")
    ),
    "lookups": Guard(
        "test_lookups_that_are_not_on_the_page",
        DeskAdmin,
        "lookup_allowed",
        lambda self, lookup, value, request=None: True,
    ),
    "facets": Guard("test_facets", DeskAdmin, "show_facets", admin.ShowFacets.ALWAYS),
    "history": Guard("test_history_pages", DeskAdmin, "history_view", plain("history_view")),
    "filled in from the address": Guard(
        "test_nothing_is_filled_in_from_the_address",
        DeskAdmin,
        "get_changeform_initial_data",
        plain("get_changeform_initial_data"),
    ),
    "a row that is not there": Guard(
        "test_a_row_that_is_not_there_is_no_message",
        DeskAdmin,
        "_get_obj_does_not_exist_redirect",
        plain("_get_obj_does_not_exist_redirect"),
    ),
    "actions": Guard("test_a_role_that_was_given_everything_adds_and_deletes_nothing", DeskAdmin, "actions", ()),
    "choices of a form": Guard(
        "test_a_form_offers_only_rows_that_may_be_seen",
        VisibleRowsAdmin,
        "formfield_for_foreignkey",
        plain("formfield_for_foreignkey"),
    ),
    "a page of a room": Guard("test_a_page_of_a_room_leads_to_the_start_page", Desk, "app_index", AdminSite.app_index),
    "closed addresses": Guard("test_autocompletes_and_shortcuts_to_rows", Desk, "get_urls", AdminSite.get_urls),
    "where a language leads": Guard(
        "test_the_language_of_the_desk_leads_nowhere_else",
        sign_in_views,
        "url_has_allowed_host_and_scheme",
        lambda *args, **kwargs: True,
    ),
    "languages that are ours": Guard(
        "test_only_three_languages_are_kept",
        sign_in_views,
        "Language",
        mock.Mock(values=mock.MagicMock(__contains__=lambda *_: True)),
    ),
    # Links.
    "link for this purpose": Guard(
        "test_a_link_for_one_purpose_opens_nothing_of_another",
        LinkQuerySet,
        "opened_with",
        lambda rows, token, purpose: opened(rows, token).filter(expires_at__gt=timezone.now()),
    ),
    "link that has expired": Guard(
        "test_a_link_that_has_expired_opens_nothing",
        LinkQuerySet,
        "opened_with",
        lambda rows, token, purpose: opened(rows, token).filter(purpose=purpose),
    ),
    "request of the link": Guard(
        "test_nobody_withdraws_what_another_person_asked", resident, "get_object_or_404", any_row
    ),
    "match of the link": Guard(
        "test_a_volunteer_answers_for_nobody_else", volunteer_matches, "get_object_or_404", any_row
    ),
    "pages by link are not kept": Guard(
        "test_what_is_ones_own_is_kept_by_no_cache", self_service, "add_never_cache_headers", lambda response: None
    ),
    # Every page.
    "methods": Guard(
        "test_no_other_method_is_answered",
        middleware,
        "METHODS",
        ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"),
    ),
    "log": Guard("test_logs_name_no_link_and_no_reference", log_format, "PERSONAL_URL", re.compile("(?!)(x)")),
}


@contextmanager
def without(guard: Guard) -> Iterator[None]:
    """Remove a guard. The URLconf keeps references to the views, so it is reloaded before and after."""
    with ExitStack() as taken:
        for where in filter(None, (guard.where, guard.also)):
            taken.enter_context(mock.patch.object(where, guard.name, guard.instead))
        _put_addresses_together()
        yield
    _put_addresses_together()


def _put_addresses_together() -> None:
    importlib.reload(urls)
    clear_url_caches()
