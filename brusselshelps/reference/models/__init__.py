"""Reference data: categories, policies, communes, localities, partners, suspensions."""

from brusselshelps.reference.models.category import Category, CategoryPolicy
from brusselshelps.reference.models.language import LANGUAGES, Language
from brusselshelps.reference.models.locality import Commune, Locality
from brusselshelps.reference.models.partner import Partner
from brusselshelps.reference.models.platform_suspension import MomentRange, Suspension

__all__ = [
    "LANGUAGES",
    "Category",
    "CategoryPolicy",
    "Commune",
    "Language",
    "Locality",
    "MomentRange",
    "Partner",
    "Suspension",
]
