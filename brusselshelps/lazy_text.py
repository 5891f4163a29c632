"""The type of a text that may be translated only when it is shown."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

# A string, or what `gettext_lazy` gives. The stubs are a development tool, so the name is resolved by mypy alone.
LazyText: TypeAlias = "StrOrPromise"
