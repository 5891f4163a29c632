"""The fields of a form in the order of its layout: {% for field in form|fields_in_order %}."""

from __future__ import annotations

from django import template

from brusselshelps.form_layout import fields_in_order

register = template.Library()
register.filter(fields_in_order)
