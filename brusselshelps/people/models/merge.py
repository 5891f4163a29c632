"""Merges: two Person rows that a clerk has identified as the same person."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from brusselshelps.access.database_roles import as_owner
from brusselshelps.people.privacy.declarations import Personal

if TYPE_CHECKING:
    from brusselshelps.people.models import Person


class MergeQuerySet(models.QuerySet["PersonMerge"]):
    def standing(self) -> MergeQuerySet:
        return self.filter(undone_at=None)

    def groups(self, people: Iterable[int]) -> list[list[int]]:
        """These persons, each grouped with all those merged with them: keys in order, none twice."""
        groups = {key: {key} for key in people}
        new = set(groups)
        while new:
            # One query per column: a single query with "or" would scan every merge.
            found = {*self._pairs(kept__in=new), *self._pairs(merged__in=new)}
            new = {key for pair in found for key in pair} - groups.keys()
            groups |= {key: {key} for key in new}
            for kept, merged in found:
                together = groups[kept] | groups[merged]
                groups |= dict.fromkeys(together, together)
        return [sorted(group) for group in {id(group): group for group in groups.values()}.values()]

    def _pairs(self, **either: object) -> list[tuple[int, int]]:
        return list(self.standing().filter(**either).values_list("kept", "merged"))


class PersonMerge(models.Model):
    """A clerk's statement that two persons are the same. It counts for every day; once undone, it was never made."""

    kept = models.ForeignKey("people.Person", models.PROTECT, related_name="merges_kept", verbose_name=_("kept"))
    merged = models.ForeignKey("people.Person", models.PROTECT, related_name="merges", verbose_name=_("merged"))
    at = models.DateTimeField(_("at"), default=timezone.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("by"))
    undone_at = models.DateTimeField(_("undone at"), null=True, blank=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("undone by"),
    )

    PERSONAL = Personal("kept", also="merged")

    objects = MergeQuerySet.as_manager()

    class Meta:
        verbose_name = _("merge of two people")
        verbose_name_plural = _("merges of two people")
        constraints = [
            models.CheckConstraint(name="merge_of_two_persons", condition=~Q(kept=F("merged"))),
            models.UniqueConstraint(
                name="person_merged_once",
                fields=["merged"],
                condition=Q(undone_at=None),
                violation_error_message=_("This person has already been merged with another one."),
            ),
        ]

    def __str__(self) -> str:
        return f"#{self.merged_id} → #{self.kept_id}"

    @classmethod
    @transaction.atomic
    # The new merge joins both groups, and their members may be visible to another office only.
    @as_owner()
    def say_same(cls, kept: Person, merged: Person, by: Any) -> PersonMerge:
        """Merge these two, and with them everybody merged with either.

        `by` is a member of staff. Raises ValidationError when they are merged already.
        """
        people = kept.same_persons() + merged.same_persons()
        list(type(kept).objects.select_for_update(of=("self",)).filter(pk__in=people).order_by("pk"))
        if merged.pk in kept.same_persons():
            raise ValidationError(gettext("These two are already one person."))
        # Each person can be merged only once: merge the root of the second group, which brings the rest with it.
        standing = type(kept).objects.filter(pk__in=merged.same_persons()).exclude(merges__in=cls.objects.standing())
        return cls.objects.create(kept=kept, merged=standing.earliest("pk"), by=by)

    @transaction.atomic
    def undo(self, by: Any) -> None:
        """Undo the merge, as if it had never been made. Raises ValidationError when it is undone already."""
        self.refresh_from_db(from_queryset=PersonMerge.objects.select_for_update(of=("self",)))
        if self.undone_at:
            raise ValidationError(gettext("This merge has already been undone."))
        self.undone_at, self.undone_by = timezone.now(), by
        self.save(update_fields=["undone_at", "undone_by"])
