"""French thousands are grouped with a narrow no-break space, as in Babel's data; Django itself uses U+00A0."""

THOUSAND_SEPARATOR = "\u202f"
