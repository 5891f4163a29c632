"""The policies under which browsers show our pages, as the settings name them (docs/decisions/0012)."""

from __future__ import annotations

from csp.constants import NONE, SELF

# Nothing but what our pages need; SecurityHeadersMiddleware adds the hash of the stylesheet, and scripts at the desk.
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "style-src": [SELF],
        "img-src": [SELF],
        "font-src": [SELF],
        # The desk asks whether whoever is typing is still signed in. What judges pages for search engines asks for
        # robots.txt in the name of the page.
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}
PERMISSIONS_POLICY = "camera=(), geolocation=(), microphone=()"
