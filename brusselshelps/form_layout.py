"""The building blocks of form layouts. crispy-forms renders them with our own templates, in templates/brussels/."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Field, Fieldset, Layout, LayoutObject
from crispy_forms.utils import render_field
from django.forms import BaseForm, BoundField
from django.template import Context
from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from brusselshelps.lazy_text import LazyText

__all__ = ["Cards", "Details", "Field", "Fieldset", "Include", "desk_helper_of", "helper_of"]


def helper_of(*parts: str | LayoutObject) -> FormHelper:
    """The helper of a form with these parts. The page's template provides the <form> element, CSRF token and buttons.

    A helper may be a class attribute, so rendering a form must not change it.
    """
    helper = FormHelper()
    helper.layout = Layout(*parts)
    return helper


def desk_helper_of(*names: str) -> FormHelper:
    """The helper of a desk form whose fields look like those of Django's admin."""
    return helper_of(*(Field(name, template="brussels/desk_field.html") for name in names))


def fields_in_order(form: BaseForm) -> list[BoundField]:
    """The visible fields of a form in the order of its layout; none for a form without a layout."""
    layout: Layout | None = getattr(getattr(form, "helper", None), "layout", None)
    fields = _inside(form, layout) if layout else []
    return [field for field in fields if not field.is_hidden]


def _inside(form: BaseForm, part: LayoutObject) -> list[BoundField]:
    return [form[pointer.name] for pointer in part.get_field_names()]


class Include(LayoutObject):
    """A template between the fields. `fields` are those that the template renders itself."""

    def __init__(self, template: str, *fields: str) -> None:
        self.template, self.fields = template, list(fields)

    def render(self, form: BaseForm, context: Context, template_pack: str, **kwargs: Any) -> SafeString:
        return render_to_string(self.template, cast("dict[str, Any]", context.flatten()) | {"form": form})


class Details(LayoutObject):
    """Fields folded away behind a summary; open when one of them has a value or an error."""

    def __init__(self, summary: LazyText, *fields: str | LayoutObject) -> None:
        self.summary, self.fields = summary, list(fields)

    def render(self, form: BaseForm, context: Context, template_pack: str, **kwargs: Any) -> SafeString:
        drawn = {
            "summary": self.summary,
            "open": any(field.value() or field.errors for field in _inside(form, self)),
            "fields": Layout(*self.fields).render(form, context),
        }
        return render_to_string("brussels/layout/details.html", drawn)


class Cards(LayoutObject):
    """Choices with a picture each. `questions` maps a choice to the field shown below it once it is chosen."""

    def __init__(self, field: str, questions: Mapping[str, str] | None = None) -> None:
        self.field, self.questions = field, questions or {}
        self.fields = [field, *self.questions.values()]

    def render(self, form: BaseForm, context: Context, template_pack: str, **kwargs: Any) -> SafeString:
        asked = {choice: render_field(name, form, context) for choice, name in self.questions.items()}
        cards = [(option, asked.get(option.data["value"])) for option in form[self.field]]
        return render_field(self.field, form, context, "brussels/layout/cards.html", extra_context={"cards": cards})
