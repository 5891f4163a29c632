"""The declared access policy: who may request which URL, with which method, and about which rows.

A rule is declared once for each URL name; `verdict` works out what it means for one request. A URL without a rule fails
the matrix, so nobody can add one without stating who may use it.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from fnmatch import fnmatchcase
from typing import NamedTuple

from brusselshelps.access.roles import BACKOFFICE_ROLES, Role
from tests.access.support.sample_world import Actor

READ, SEND = ("GET", "HEAD"), ("POST",)
NONE: frozenset[str] = frozenset()
STAFF = frozenset(Role.values)
OFFICE = frozenset(BACKOFFICE_ROLES)
LEAD, ADMIN = frozenset({Role.LEAD}), frozenset({Role.ADMINISTRATOR})
COUNTS = frozenset({Role.LEAD, Role.MINISTRY, Role.AUDITOR})
# Who may read how long data are kept and what was erased.
KEEPS_TRACK = frozenset({Role.LEAD, Role.AUDITOR})
# Who manages accounts: each role some of them, and never their own.
APPOINTS = LEAD | ADMIN

# What a request can be to a back office; "" means that the URL is not about a request.
OWN = frozenset({"own", "own aside", "own erased"})
INTAKE = frozenset({"intake", "intake aside", "intake erased"})
SEEN = OWN | INTAKE | {"nobody", ""}
UNSEEN = frozenset({"missing", "away", "other", "other aside", "other erased"})


@dataclass(frozen=True)
class Rule:
    """`reads` and `sends` are roles, None where the method does not exist; the rest is about requests.

    `sees`: requests that exist for them; `opens`, `works`: requests they can read or act on at this URL. For requests
    that they see but cannot open or work on they get `refusal`.
    """

    access: str
    reads: frozenset[str] | None = NONE
    sends: frozenset[str] | None = NONE
    sees: frozenset[str] = SEEN
    opens: frozenset[str] = SEEN
    works: frozenset[str] = SEEN
    refusal: int = 302
    read_gives: tuple[int, ...] = (200,)
    send_gives: tuple[int, ...] = (200, 302)
    reaches_others: bool = False


class Verdict(NamedTuple):
    """The acceptable statuses, and whether anything may be written."""

    statuses: tuple[int, ...]
    writes: bool = False
    to_sign_in: bool = False


def public(sends: bool = False, **more: object) -> Rule:
    return replace(Rule("public", STAFF, STAFF if sends else None), **more)  # type: ignore[arg-type]


def desk(reads: frozenset[str] | None, sends: frozenset[str] | None = None, **more: object) -> Rule:
    return replace(Rule("desk", reads, sends), **more)  # type: ignore[arg-type]


def link(purpose: str, reads: bool = True, sends: bool = True, **more: object) -> Rule:
    """For visitors who have a link for this purpose."""
    whose = frozenset({purpose})
    rule = Rule("link", whose if reads else None, whose if sends else None)
    return replace(rule, **more)  # type: ignore[arg-type]


VERB = desk(None, OFFICE)
# Second factors of one's own account; there may be none to remove.
OWN_SIGN_IN = desk(STAFF, STAFF, read_gives=(200, 302, 404), send_gives=(200, 302, 404))
# Redirects to another URL without fetching a row.
MOVED = desk(STAFF, STAFF, sees=SEEN | UNSEEN, opens=SEEN | UNSEEN, works=SEEN | UNSEEN, read_gives=(302,))


def of_rows(
    name: str, reads: frozenset[str], adds: frozenset[str] = NONE, changes: frozenset[str] = NONE
) -> dict[str, Rule]:
    """The pages that Django's admin creates for each model. Nothing can be deleted, and nobody may read histories."""
    place = name.replace("_", "/", 1) if not name.startswith("requests_app") else name.replace("_app_", "_app/")
    return {
        f"admin:{name}_changelist": desk(reads, reads),
        f"admin:{name}_add": desk(adds, adds),
        f"admin:{name}_change": desk(reads, changes),
        f"admin:{name}_delete": desk(NONE, NONE),
        f"admin:{name}_history": desk(STAFF, STAFF, sees=NONE),
        f"admin/{place}/<path:object_id>/": MOVED,
    }


POLICY: dict[str, Rule] = {
    # The public, and programs that check whether the platform is up.
    "": public(read_gives=(302,)),
    "healthz": public(),
    "readyz": public(),
    "robots.txt": public(),
    **dict.fromkeys(("home", "privacy", "accessibility", "volunteer_information", "link_asked", "erased"), public()),
    **dict.fromkeys(("asked", "registered", "signed_up", "need_sent"), public()),
    **dict.fromkeys(("ask", "register", "need", "sign_up_call", "ask_link"), public(sends=True)),
    "sign_up_category": public(sends=True, read_gives=(302,)),
    # Visitors who have a link.
    **dict.fromkeys(("my_request", "my_request_withdraw", "my_request_renew"), link("request", read_gives=(200, 302))),
    # Erasing a person also erases everyone a clerk merged with them.
    "my_request_erase": link("request", reaches_others=True),
    "my_request_data": link("request", sends=False),
    **dict.fromkeys(("my_offer", "my_offer_withdraw", "my_offer_renew", "my_offer_erase"), link("volunteer")),
    "my_offer_data": link("volunteer", sends=False),
    "my_offer_stay": link("volunteer", read_gives=(302,)),
    "my_matches": link("volunteer", sends=False),
    "my_matches_no": link("volunteer", send_gives=(302, 404), read_gives=(200, 302, 404)),
    "my_matches_yes": link("volunteer", reads=False, send_gives=(302, 404)),
    "my_matches_insured": link("volunteer", reads=False),
    # The figures.
    "reports": desk(COUNTS),
    "reports_download": desk(COUNTS),
    # The sign-in pages of the desk, and what every member of staff has.
    "admin:login": public(sends=True, read_gives=(302,)),
    "account_login": public(sends=True, read_gives=(200, 302)),
    "mfa_authenticate": public(sends=True, read_gives=(200, 302)),
    **dict.fromkeys(("account_logout", "staff_language"), Rule("public", None, STAFF)),
    **dict.fromkeys(("reauthenticate", "mfa_index"), desk(STAFF)),
    "account_change_password": desk(STAFF, STAFF),
    **dict.fromkeys(("mfa_activate_totp", "mfa_add_webauthn", "mfa_generate_recovery_codes"), OWN_SIGN_IN),
    **dict.fromkeys(("mfa_deactivate_totp", "mfa_remove_webauthn"), OWN_SIGN_IN),
    "mfa_view_recovery_codes": replace(OWN_SIGN_IN, sends=None),
    "keep_alive": public(),
    "admin:index": desk(STAFF, STAFF),
    "admin:jsi18n": desk(STAFF),
    "admin:app_list": desk(STAFF, STAFF, read_gives=(302, 404), send_gives=(302, 404)),
    "admin/(?P<url>.*)$": desk(STAFF, STAFF, sees=NONE),
    # What is held, for how long, and what was erased.
    "register_of_processing": desk(KEEPS_TRACK),
    **of_rows("people_retentionbatch", KEEPS_TRACK),
    **of_rows("audit_accesslogentry", frozenset({Role.AUDITOR})),
    "my_request_access_log": link("request", sends=False),
    "my_offer_access_log": link("volunteer", sends=False),
    "admin:requests_app_helprequest_access_log": desk(LEAD, LEAD),
    "admin:*_access_log": desk(LEAD, LEAD),
    # Former URLs: they redirect everyone, show nothing, and accept nothing.
    **dict.fromkeys(("moved_access_log", "moved_row_access_log"), public(read_gives=(301,))),
    # Rows of the desk.
    **of_rows("accounts_user", APPOINTS, APPOINTS, APPOINTS),
    **of_rows("reference_category", STAFF, ADMIN, ADMIN),
    **of_rows("reference_commune", STAFF, ADMIN, ADMIN),
    **of_rows("reference_locality", STAFF, ADMIN, ADMIN),
    **of_rows("reference_partner", STAFF, ADMIN, ADMIN),
    **of_rows("reference_suspension", STAFF, LEAD | ADMIN, NONE),
    **of_rows("volunteers_call", APPOINTS, APPOINTS, APPOINTS),
    **of_rows("volunteers_volunteer", OFFICE),
    **of_rows("volunteers_signup", OFFICE, changes=OFFICE),
    **of_rows("requests_app_organisationneed", OFFICE, changes=OFFICE),
    **of_rows("requests_app_helprequest", OFFICE, changes=OFFICE),
    "admin:requests_app_helprequest_change": desk(OFFICE, OFFICE, works=OWN, refusal=403),
    **dict.fromkeys(
        ("admin:user_first-password", "admin:user_second-factor", "admin:user_end", "admin:user_open"),
        desk(None, APPOINTS, works=SEEN - OWN, refusal=403),
    ),
    "admin:suspension_end": desk(None, LEAD | ADMIN),
    "admin:signup_attend": VERB,
    "admin:organisationneed_close": VERB,
    # Actions on help requests.
    "admin:helprequest_phone": desk(OFFICE, OFFICE),
    "admin:helprequest_weather": desk(OFFICE),
    "admin:helprequest_insurance": desk(OFFICE, OFFICE, reaches_others=True),
    "admin:helprequest_take_on": replace(VERB, works=frozenset({"intake", "intake erased", "nobody"})),
    "admin:helprequest_hand_over": desk(OFFICE, OFFICE, opens=OWN, works=OWN),
    "admin:helprequest_candidates": desk(
        OFFICE, OFFICE, opens=frozenset({"own", "intake"}), works=frozenset({"own", "intake"}), send_gives=(302, 404)
    ),
    "admin:helprequest_add_item": replace(VERB, works=frozenset({"own"})),
    "admin:helprequest_set_item_aside": replace(VERB, works=frozenset({"own", "own erased"})),
    "admin:helprequest_close": replace(VERB, works=frozenset({"own"})),
    "admin:helprequest_move_match": replace(VERB, works=frozenset({"own"})),
    "admin:helprequest_read_notes": VERB,
    "admin:helprequest_note_attempt": replace(
        VERB, works=frozenset({"own", "own aside", "intake", "intake aside", "nobody"})
    ),
    "admin:helprequest_set_aside": replace(VERB, works=SEEN - {"own aside", "intake aside"}),
    "admin:helprequest_put_back": replace(VERB, works=frozenset({"own aside", "intake aside"})),
    "admin:helprequest_follow_up": replace(VERB, works=OWN),
    "admin:helprequest_hold": desk(LEAD, LEAD),
    "admin:helprequest_end_hold": replace(desk(None, LEAD), send_gives=(302, 404)),
    "admin:helprequest_say_same": VERB,
    "admin:helprequest_undo_same": replace(VERB, send_gives=(302, 404)),
}


def rule_of(name: str) -> Rule | None:
    """The rule of a URL name; a rule for a whole family of names is declared with an asterisk."""
    if name in POLICY:
        return POLICY[name]
    return next((rule for pattern, rule in POLICY.items() if "*" in pattern and fnmatchcase(name, pattern)), None)


def verdict(rule: Rule, actor: Actor, method: str, relation: str) -> Verdict:
    """The acceptable response."""
    if method not in READ + SEND:
        return Verdict((405,))
    return {"public": _public, "link": _link, "desk": _desk}[rule.access](rule, actor, method, relation)


def _public(rule: Rule, actor: Actor, method: str, relation: str) -> Verdict:
    if method in READ and rule.reads is not None:
        return Verdict(rule.read_gives)
    if method in SEND and rule.sends is not None:
        return Verdict(rule.send_gives, writes=True)
    return Verdict((405,))


def _link(rule: Rule, actor: Actor, method: str, relation: str) -> Verdict:
    """The allowed methods are disclosed only to visitors whose link opens this page."""
    whose = (rule.reads or NONE) | (rule.sends or NONE)
    if actor.person is None or relation == "forged" or actor.role not in whose:
        return Verdict((404,))
    if (rule.reads if method in READ else rule.sends) is None:
        return Verdict((405,))
    if relation == "theirs":
        return Verdict((404,))
    return Verdict(rule.read_gives) if method in READ else Verdict(rule.send_gives, writes=True)


def _desk(rule: Rule, actor: Actor, method: str, relation: str) -> Verdict:
    who = rule.reads if method in READ else rule.sends
    if not actor.is_staff:
        return Verdict((302, 405) if who is None else (302,), to_sign_in=True)
    if who is None:
        return Verdict((405,))
    return _about_a_row(rule, method, relation) if actor.role in who else Verdict((403,))


def _about_a_row(rule: Rule, method: str, relation: str) -> Verdict:
    if relation not in rule.sees:
        return Verdict((404,))
    if method in READ:
        return Verdict(rule.read_gives if relation in rule.opens else (rule.refusal,))
    return Verdict(rule.send_gives, writes=True) if relation in rule.works else Verdict((rule.refusal,))
