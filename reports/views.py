"""The figures on a page and as files, for ministry staff and for the leads of the back offices."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required, permission_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBadRequest
from django.shortcuts import render
from django.utils import timezone
from django.utils.cache import add_never_cache_headers
from django.utils.translation import override
from django.views.decorators.http import require_safe

from brusselshelps.accounts import break_glass
from reports.definitions import CHECKS, DIFFERENT_UNITS
from reports.exports import FORMATS, write
from reports.figures import ANSWER_DAY, figures
from reports.forms import DayForm
from reports.tables import headlines, tables
from reports.totals import BRUSSELS


@require_safe
@login_required
@permission_required("reports.view_figures", raise_exception=True)
def show(request: HttpRequest) -> HttpResponse:
    form = DayForm(_asked(request))
    form.is_valid()
    with override(form.cleaned_data["language"]):
        found = figures(form.cleaned_data["as_of"])
        response = render(
            request,
            "reports/figures.html",
            {
                "form": form,
                "emergencies": break_glass.recent(),
                "day": found.as_of.until,
                "recorded_until": found.as_of.recorded_until,
                "today": timezone.now().astimezone(BRUSSELS).date(),
                "answer_day": ANSWER_DAY,
                "headlines": headlines(found),
                "tables": tables(found),
                "checks": [(CHECKS[check.name], check.holds) for check in found.checks],
                "different_units": DIFFERENT_UNITS,
                "formats": FORMATS,
                "language": form.cleaned_data["language"],
            },
        )
    add_never_cache_headers(response)
    return response


@require_safe
@login_required
@permission_required("reports.view_figures", raise_exception=True)
def download(request: HttpRequest, name: str) -> HttpResponse:
    form = DayForm(_asked(request))
    if name not in FORMATS:
        raise Http404
    if not form.is_valid():
        sentences = [str(sentence) for found in form.errors.values() for sentence in found]
        return HttpResponseBadRequest(" ".join(sentences), content_type="text/plain; charset=utf-8")
    day = form.cleaned_data["as_of"]
    content = write(figures(day), name, form.cleaned_data["language"])
    response = HttpResponse(content, content_type=FORMATS[name].content_type)
    kind = "-plain" if name == "csv-plain" else ""
    filename = f"brussels-helps-{day.until.isoformat()}-{form.cleaned_data['language']}{kind}.{FORMATS[name].extension}"
    response["Content-Disposition"] = f'attachment; filename="{filename}"'
    add_never_cache_headers(response)
    return response


def _asked(request: HttpRequest) -> dict[str, str]:
    """The requested day and language; without parameters, today in the reader's language."""
    return {"until": request.GET.get("until", ""), "language": request.GET.get("language", "")}
