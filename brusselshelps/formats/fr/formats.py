"""French groups thousands with a narrow no-break space, as Babel's files do; Django itself uses U+00A0."""

THOUSAND_SEPARATOR = "\u202f"
