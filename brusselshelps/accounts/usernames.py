"""The name under a deed, of whoever did it."""

from __future__ import annotations

from django.db.models import CharField, Func


class UsernameOf(Func):
    """NameOf("by"): told for an account of another office too, of which nothing else is known behind the wall."""

    function = "accounts_username_of"
    output_field = CharField()
