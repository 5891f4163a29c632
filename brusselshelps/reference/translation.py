"""The columns that exist once per language: name_nl, name_fr, name_en."""

from modeltranslation.translator import TranslationOptions, register

from brusselshelps.reference.models import Category, Commune, Locality, Partner, Suspension


@register(Category)
class CategoryTranslation(TranslationOptions):
    fields = ("report", "ask", "offer", "question")


@register([Commune, Locality, Partner])
class NameTranslation(TranslationOptions):
    fields = ("name",)


@register(Suspension)
class SuspensionTranslation(TranslationOptions):
    fields = ("text",)
