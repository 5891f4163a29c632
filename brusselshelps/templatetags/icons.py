"""Our own line icons: {% icon "dog" %}. They are always next to a text, so screen readers skip them."""

from __future__ import annotations

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

register = template.Library()

DRAWING = (
    '<svg class="icon" width="24" height="24" viewBox="0 0 24 24" fill="none" stroke="currentColor"'
    ' aria-hidden="true" focusable="false"><path d="{}"/></svg>'
)
# On a grid of 24, with a margin of 3. Icons for categories are named by the code of the category.
LINES = {
    "phone": "M7 3.5 10 8 8 10.5a12 12 0 0 0 5.5 5.5l2.5-2 4.5 3c0 2-1.5 3.5-3.5 3.5"
    "A14 14 0 0 1 3.5 7C3.5 5 5 3.5 7 3.5z",
    "letter": "M3 6h18v13H3zl9 7 9-7",
    "shopping": "M3 10h18l-2 10H5zM8 10l3-6M16 10l-3-6M9.5 13.5v3M14.5 13.5v3",
    "pharmacy": "M9 3h6v6h6v6h-6v6H9v-6H3V9h6z",
    "post_office": "M4 7.5 12 4l8 3.5v9L12 20l-8-3.5zl8 3.5 8-3.5M12 11v9M8 5.75l8 3.5",
    "drawing": "M4 20l1-5L16 4l4 4L9 19zM13 7l4 4M14 20h6",
    "video": "M3 7h12v10H3zM15 11l6-3.5v9L15 13z",
    "dog": "M3 7c0 3 1.5 4 3 4h7l1-4 2-3 1.5 2.5L21 8v3h-3l-1 3v6h-3v-5H8v5H5v-9",
    "masks": "M6 8c3.5 0 4-2 6-2s2.5 2 6 2v6c0 3-3 5-6 5s-6-2-6-5z"
    "M6 9.5c-4-1-4 4.5 0 4.5M18 9.5c4-1 4 4.5 0 4.5M9.5 11.5h5M9.5 14.5h5",
    "other": "M12 20S3.5 15 3.5 9.3A4.3 4.3 0 0 1 12 8a4.3 4.3 0 0 1 8.5 1.3C20.5 15 12 20 12 20z",
    "ask": "M3 4h18v12h-9l-5 4v-4H3zM8 8.5h8M8 11.5h5",
    "help": "M12 10.5S7 8 7 5.2a2.4 2.4 0 0 1 5-.7 2.4 2.4 0 0 1 5 .7c0 2.8-5 5.3-5 5.3z"
    "M3 14v6M3 15l4-1 4 2.5h3.5a1.5 1.5 0 0 1 0 3H10M14 16.5l4.5-3c2-1 3 1 1.5 2.5l-6 4.5H9l-3-1H3",
    "organisation": "M5 21V4h9v17M14 10h5v11M3 21h18M8 8h3M8 12h3M8 16h3",
}
DRAWN = {slug: format_html(DRAWING, lines) for slug, lines in LINES.items()}


@register.simple_tag
def icon(slug: str) -> SafeString:
    """The icon of a category or of a word used on the pages; a code without an icon of its own gets the heart."""
    return DRAWN.get(slug, DRAWN["other"])
