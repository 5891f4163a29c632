"""The username of whoever did something, whichever office they are in."""

from __future__ import annotations

from django.db.models import CharField, Func


class UsernameOf(Func):
    """UsernameOf("by"): works for an account of another office too, of which row-level policies hide all else."""

    function = "accounts_username_of"
    output_field = CharField()
