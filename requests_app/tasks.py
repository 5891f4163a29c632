"""Letters about requests, sent later. A job carries ids only; everything else is looked up when it runs."""

from __future__ import annotations

from procrastinate.contrib.django import app

from brusselshelps import mail

from .models import HelpRequest


@app.task(retry=mail.RETRY)
def confirm_request(request_id: int) -> None:
    """Tell the resident, in their language, that the request has arrived. Who was forgotten meanwhile is left alone."""
    request = HelpRequest.objects.select_related("person", "locality").get(pk=request_id)
    person = request.person
    if person.email:
        categories = [item.category for item in request.items.select_related("category")]
        context = {"request": request, "person": person, "categories": categories}
        mail.send("request_received", person.email, person.contact_language, context)
