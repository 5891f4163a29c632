"""Background jobs that mail volunteers. A job carries ids only; everything else is looked up when it runs."""

from __future__ import annotations

from procrastinate import JobContext
from procrastinate.contrib.django import app

from brusselshelps import mail
from brusselshelps.people.models import Link
from volunteers.models import SignUp, Volunteer


@app.task(retry=mail.RETRY, pass_context=True)
def confirm_registration(job: JobContext | None = None, *, volunteer_id: int) -> None:
    """Tell the volunteer that they are registered."""
    _write("volunteer_registered", volunteer_id, job)


@app.task(retry=mail.RETRY, pass_context=True)
def confirm_known_address(job: JobContext | None = None, *, volunteer_id: int) -> None:
    """Tell the owner of a registered address that the form was filled in with it again, perhaps by themselves."""
    _write("volunteer_known", volunteer_id, job)


@app.task(retry=mail.RETRY, pass_context=True)
def confirm_changes(job: JobContext | None = None, *, volunteer_id: int) -> None:
    """Tell the volunteer what they offer now."""
    _write("volunteer_changed", volunteer_id, job)


@app.task(retry=mail.RETRY, pass_context=True)
def confirm_withdrawal(job: JobContext | None = None, *, volunteer_id: int) -> None:
    """Tell a volunteer who has withdrawn that they no longer are one."""
    _write("volunteer_withdrawn", volunteer_id, job)


@app.task(retry=mail.RETRY, pass_context=True)
def mail_volunteer_link(job: JobContext | None = None, *, volunteer_id: int) -> None:
    """Mail the volunteer's link again, at their request."""
    _write("link_asked", volunteer_id, job)


@app.task(retry=mail.RETRY, pass_context=True)
def confirm_sign_up(job: JobContext | None = None, *, sign_up_id: int) -> None:
    """Confirm a sign-up to the person, naming the call or category."""
    sign_up = SignUp.objects.select_related("person", "call", "category").get(pk=sign_up_id)
    if sign_up.person and sign_up.person.email:
        mail.send("sign_up_received", sign_up.person, job, sign_up=sign_up)


@app.task(retry=mail.RETRY, pass_context=True)
def warn_quiet(job: JobContext | None = None, *, volunteer_id: int) -> None:
    """Tell a long inactive volunteer that their data will be erased; do nothing if they have been active since."""
    if Volunteer.objects.select_related("person").get(pk=volunteer_id).person.erased_on:
        _write("volunteer_quiet", volunteer_id, job)


def remind_registered(volunteer: Volunteer) -> None:
    mail.queue_once(confirm_known_address, volunteer_id=volunteer.pk)


def send_volunteer_link(volunteer_id: int) -> None:
    mail.queue_once(mail_volunteer_link, volunteer_id=volunteer_id)


def tell_changed(volunteer: Volunteer) -> None:
    if volunteer.person.email:
        confirm_changes.defer(volunteer_id=volunteer.pk)


def tell_withdrawn(volunteer: Volunteer) -> None:
    if volunteer.person.email:
        confirm_withdrawal.defer(volunteer_id=volunteer.pk)


def _write(template: str, volunteer_id: int, job: JobContext | None) -> None:
    """Mail the volunteer in their language; skip those without an address, such as those erased meanwhile."""
    volunteer = Volunteer.objects.select_related("person", "locality").get(pk=volunteer_id)
    if volunteer.person.email:
        open_now = volunteer.candidacies.open().select_related("category").order_by("category__position")
        link = Link.of(volunteer.person, Link.Purpose.VOLUNTEER)
        categories = [row.category for row in open_now]
        mail.send(template, volunteer.person, job, volunteer=volunteer, categories=categories, link=link)
