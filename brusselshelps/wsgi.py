"""The WSGI application that gunicorn serves."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "brusselshelps.settings")

django = get_wsgi_application()

from brusselshelps.middleware import only_utf8  # noqa: E402  Django has to be set up first

application = only_utf8(django)
