"""Letters to volunteers, sent later. A job carries ids only; everything else is looked up when it runs."""

from __future__ import annotations

from django.db import transaction
from procrastinate import exceptions
from procrastinate.contrib.django import app

from brusselshelps import mail

from .models import Volunteer


@app.task(retry=mail.RETRY)
def confirm_registration(volunteer_id: int) -> None:
    """Tell the volunteer, in their language, that they are registered."""
    _write("volunteer_registered", volunteer_id)


@app.task(retry=mail.RETRY)
def confirm_known_address(volunteer_id: int) -> None:
    """Tell the owner of a registered address that somebody, perhaps they, filled in the form with it again."""
    _write("volunteer_known", volunteer_id)


def remind_registered(volunteer: Volunteer) -> None:
    """Queue that letter, but not a second one while the first still waits: nobody's mailbox is to be filled."""
    lock = f"volunteer-known-{volunteer.pk}"
    try:
        with transaction.atomic():
            confirm_known_address.configure(queueing_lock=lock).defer(volunteer_id=volunteer.pk)
    except exceptions.AlreadyEnqueued:
        pass


def _write(template: str, volunteer_id: int) -> None:
    volunteer = Volunteer.objects.select_related("person", "locality").get(pk=volunteer_id)
    person = volunteer.person
    if person.email:
        open_now = volunteer.candidacies.open().select_related("category")
        context = {"volunteer": volunteer, "person": person, "categories": [row.category for row in open_now]}
        mail.send(template, person.email, person.contact_language, context)
