"""The road of both public forms: fill in, switch language, send once, read what happens next."""

from __future__ import annotations

import uuid
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.views.generic import FormView

from .forms import PublicForm
from .once import SentBefore


class OnceFormView(FormView):
    """A public form. `sent_url` names the page that follows; nothing here opens a session."""

    form_class: type[PublicForm]
    template_name: str
    sent_url: str

    def get_initial(self) -> dict[str, Any]:
        return {"key": uuid.uuid4(), "contact_language": get_language()}

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if "switch" in request.POST:
            return self.show(self.form_class.as_typed(request.POST))
        return super().post(request, *args, **kwargs)

    def form_valid(self, form: PublicForm) -> HttpResponse:
        try:
            reference = form.save()
        except SentBefore as before:
            return self.show(form.with_new_key(), sent_before=before.reference)
        return HttpResponseRedirect(reverse(self.sent_url, args=[reference]))

    def show(self, form: PublicForm, **context: Any) -> HttpResponse:
        return render(self.request, self.template_name, self.get_context_data(form=form, **context))
