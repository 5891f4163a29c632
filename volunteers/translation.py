"""The columns of a call that are stored once per language."""

from modeltranslation.translator import TranslationOptions, register

from volunteers.models import Call


@register(Call)
class CallTranslation(TranslationOptions):
    fields = ("title", "text")
