"""The form that chooses the day and the language of the figures."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from brusselshelps.form_layout import Include, helper_of
from brusselshelps.reference.models import Language
from reports.figures import InTheFuture, as_of
from reports.totals import BRUSSELS


class DayForm(forms.Form):
    use_required_attribute = False

    until = forms.DateField(
        label=_("Up to and including"),
        required=False,
        widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}),
        error_messages={"invalid": _("Write the day as year-month-day, for instance 2020-04-30.")},
    )
    language = forms.ChoiceField(label=_("Language"), choices=Language.choices, required=False)
    helper = helper_of("until", Include("reports/language.html", "language"))

    def clean(self) -> dict[str, Any]:
        answers = self.cleaned_data
        today = timezone.now().astimezone(BRUSSELS).date()
        answers["language"] = answers.get("language") or get_language()
        day: dt.date = answers.get("until") or today
        try:
            answers["as_of"] = as_of(day)
        except InTheFuture as not_yet:
            self.add_error("until", str(not_yet))
            answers["as_of"] = as_of(today)
        return answers
