"""Signed proof that a member of staff had a help request on screen, and so may learn who took it on since."""

from __future__ import annotations

from django.core.signing import BadSignature, TimestampSigner
from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from brusselshelps.access.database_roles import as_owner
from brusselshelps.accounts.models import User
from requests_app.models import HelpRequest

HALF_A_DAY = 12 * 60 * 60
# The hidden form field that holds the proof.
FIELD = "shown"
signer = TimestampSigner(salt="requests_app.shown")


def proof_of_view(user: User, pk: int) -> str:
    """Proof, valid for half a day, that this member of staff was shown this request."""
    return signer.sign(f"{user.pk}:{pk}")


def has_viewed(request: HttpRequest, pk: int | str) -> bool:
    try:
        proven = signer.unsign(request.POST.get(FIELD, ""), max_age=HALF_A_DAY)
    except BadSignature:
        return False
    return proven == f"{request.user.pk}:{pk}"


def recently_taken_on(pk: int | str) -> HelpRequest:
    """A request that another office has just taken on, read as the owner to tell the user who holds it now.
    Only for users who had the request on screen. Raises Http404.
    """
    with as_owner():
        row: HelpRequest = get_object_or_404(HelpRequest.objects.select_related("holder"), pk=pk, holder__isnull=False)
    return row
