"""The policies under which browsers show our pages, for use in the settings (docs/decisions/0012)."""

from __future__ import annotations

from csp.constants import NONE, SELF

# Only what our pages need; SecurityHeadersMiddleware adds the hash of the stylesheet, and scripts at the desk.
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "style-src": [SELF],
        "img-src": [SELF],
        "font-src": [SELF],
        # The desk checks whether a user who is typing is still signed in. Tools that audit pages for search engines
        # request robots.txt from within the page.
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}
PERMISSIONS_POLICY = "camera=(), geolocation=(), microphone=()"
