"""The type of a text whose translation may be deferred until it is shown."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

# A string or the result of `gettext_lazy`. The stubs are a development dependency, so only mypy resolves the name.
LazyText: TypeAlias = "StrOrPromise"
