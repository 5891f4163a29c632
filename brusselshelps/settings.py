"""The settings. What differs between installations comes from the environment; see `.env.example`."""

import os
from pathlib import Path

import environ
from django.core.exceptions import ImproperlyConfigured

from brusselshelps import log_format
from brusselshelps.accounts.sign_in import settings as sign_in_settings
from brusselshelps.http import security_headers

BASE_DIR = Path(__file__).resolve().parent.parent

REQUIRED = ("DATABASE_URL", "SECRET_KEY", "DEBUG", "ALLOWED_HOSTS", "EMAIL_URL", "DEFAULT_FROM_EMAIL", "BASE_URL")

env = environ.Env()  # type: ignore[no-untyped-call]
# `make run` writes its values to this file, so that manage.py works in a second terminal. It is ignored where any of
# the required variables is set and DEBUG is not on.
if env.bool("DEBUG", False) or not any(name in os.environ for name in REQUIRED):
    env.read_env(BASE_DIR / ".local" / "env")

DEBUG = env.bool("DEBUG", False)
missing = [name for name in REQUIRED if not DEBUG and not os.environ.get(name)]
if missing:
    raise ImproperlyConfigured(f"Set in the environment (each is explained in .env.example): {', '.join(missing)}.")

# With DEBUG every variable is optional; without it all of REQUIRED must be set, so that no secret has a default.
SECRET_KEY = env("SECRET_KEY", default="development-only")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["*"])
BASE_URL = env("BASE_URL", default="http://127.0.0.1:8000").rstrip("/")
CSRF_TRUSTED_ORIGINS = [BASE_URL]
# The key of the hashes by which we recognise addresses and imported rows that are not stored. It is separate from
# SECRET_KEY, which can thus be changed at any time; with another HASH_KEY, earlier hashes are no longer recognised.
HASH_KEY = env("HASH_KEY", default="") or SECRET_KEY
# Each is left out of pages and e-mails while it is empty.
CONTACT_PHONE = env("CONTACT_PHONE", default="")
CONTACT_EMAIL = env("CONTACT_EMAIL", default="")
# The number of our own proxies in front of the application, each adding its client's address to X-Forwarded-For.
PROXY_COUNT = env.int("PROXY_COUNT", default=0 if DEBUG else 1)

INSTALLED_APPS = [
    "modeltranslation",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.postgres",
    "django.contrib.sessions",
    "django.contrib.staticfiles",
    "csp",
    "crispy_forms",
    "procrastinate.contrib.django",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "brusselshelps.access",
    "brusselshelps.desk",
    "brusselshelps.reference",
    "brusselshelps.people",
    "brusselshelps.accounts",
    "brusselshelps.audit",
    "volunteers",
    "requests_app",
    "reports",
    "brusselshelps.demo",
]

MIDDLEWARE = [
    "brusselshelps.middleware.SecurityHeadersMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    # It pads responses at random and form tokens are masked, so the length of a response reveals nothing (BREACH).
    "django.middleware.gzip.GZipMiddleware",
    "brusselshelps.middleware.ReadableRequestMiddleware",
    "brusselshelps.middleware.KeepInputMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "brusselshelps.accounts.middleware.StaffLanguageMiddleware",
    "brusselshelps.middleware.NotFoundPageMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "brusselshelps.accounts.middleware.CompleteSignInMiddleware",
    # Outside the transaction of a page, so that refused attempts are recorded too.
    "brusselshelps.audit.middleware.AccessLogMiddleware",
    # After authentication: on staff pages, every query from here on runs in a database role, for the signed-in user.
    "brusselshelps.access.middleware.DatabaseRoleMiddleware",
]

ROOT_URLCONF = "brusselshelps.urls"
WSGI_APPLICATION = "brusselshelps.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "brusselshelps.views.site_context",
            ],
            "libraries": {name: f"brusselshelps.templatetags.{name}" for name in ("dates", "form_layout", "icons")},
        },
    }
]
DATABASES = {"default": env.db("DATABASE_URL", default="postgres:///brusselshelps")}
# Persistent connections, checked before use: they make a page that reads one row twenty times faster.
DATABASES["default"] |= {"CONN_MAX_AGE": 600, "CONN_HEALTH_CHECKS": True}
# Wait at most 5 s for a database server that does not answer. The threshold is how similar a name must be to the one
# searched for: it allows one wrong, missing or swapped letter in a word.
OPTIONS = {"connect_timeout": 5, "options": "-c pg_trgm.word_similarity_threshold=0.3"}
DATABASES["default"]["OPTIONS"] = OPTIONS | DATABASES["default"].get("OPTIONS", {})
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["brusselshelps.accounts.sign_in.backends.StaffBackend"]
# Only one, so that every sign-in takes equally long.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = sign_in_settings.PASSWORD_VALIDATORS
LOGIN_URL = "account_login"

# Staff sign in with a username, a password and a second factor; see brusselshelps/accounts and decision 0016.
ACCOUNT_ADAPTER = "brusselshelps.accounts.sign_in.adapters.SignInAdapter"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_USER_MODEL_EMAIL_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_FORMS = sign_in_settings.ACCOUNT_FORMS
ACCOUNT_RATE_LIMITS = sign_in_settings.RATE_LIMITS
MFA_ADAPTER = "brusselshelps.accounts.sign_in.adapters.SecondFactorAdapter"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_FORMS = sign_in_settings.MFA_FORMS
MFA_TOTP_ISSUER = "Brussels helps"
MFA_TOTP_TOLERANCE = 1  # phone clocks may be half a minute fast or slow
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_RECOVERY_CODE_DIGITS = 10
CACHES = {"default": sign_in_settings.COUNTERS}

LANGUAGES = [("nl", "Nederlands"), ("fr", "Français"), ("en", "English")]
LANGUAGE_CODE = MODELTRANSLATION_DEFAULT_LANGUAGE = "nl"
LOCALE_PATHS = [BASE_DIR / "locale"]
FORMAT_MODULE_PATH = ["brusselshelps.formats"]
TIME_ZONE = "Europe/Brussels"

# Forms are rendered with templates/brussels/; a layout that misnames a field, or names one twice, is an error.
CRISPY_ALLOWED_TEMPLATE_PACKS = ("brussels",)
CRISPY_TEMPLATE_PACK = "brussels"
CRISPY_FAIL_SILENTLY = False

STATIC_URL = "/static/"
STATIC_ROOT = BASE_DIR / "staticfiles"
STATICFILES_DIRS = [BASE_DIR / "static"]
WHITENOISE_AUTOREFRESH = WHITENOISE_USE_FINDERS = DEBUG
STATIC_BACKEND = "django.contrib.staticfiles.storage.StaticFilesStorage"
if not DEBUG:
    STATIC_BACKEND = "whitenoise.storage.CompressedManifestStaticFilesStorage"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": STATIC_BACKEND},
}

vars().update(env.email("EMAIL_URL", default="smtp://127.0.0.1:1025"))
EMAIL_TIMEOUT = 20
PROCRASTINATE_IMPORT_PATHS = ["brusselshelps.mail"]
DEFAULT_FROM_EMAIL = env("DEFAULT_FROM_EMAIL", default="Brussels helps <help@brusselshelps.demo>")

# FORMS_PER_HOUR is the limit per network: enough for a library full of people. A form sent within FASTEST_FORM seconds
# was not filled in by a person.
FORMS_PER_HOUR = env.int("FORMS_PER_HOUR", default=120)
FASTEST_FORM = 2
# How many hours a volunteer has to answer before somebody else is asked; a quarter of that when help is needed today.
ANSWER_HOURS = env.int("ANSWER_HOURS", default=24)

# How many days personal data is kept (docs/decisions/0019). The privacy notice and the record of processing show these.
RETENTION = {
    "closed": 30,  # what a resident wrote and how to reach them: after their last help request is closed,
    "received": 180,  # and in any case after it was received;
    "warning": 150,  # from this age on, the office is warned of a request that is still waiting
    "withdrawn": 30,  # a volunteer's data: after they withdraw,
    "quiet": 365,  # or after their last activity;
    "notice": 30,  # how long before that an e-mail announces it
    "submissions": 30,  # the records by which a form sent twice is recognised
    "jobs": 30,  # finished jobs of the queue
}

# Forms are small, and no page accepts uploads: files are not even read into memory.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 500
FILE_UPLOAD_HANDLERS: list[str] = []

SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SECURE_HSTS_SECONDS = 0 if DEBUG else 365 * 24 * 3600
SECURE_SSL_REDIRECT = SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = not DEBUG
# Never send the path of a URL, because a signed link is a key. "no-referrer" is no option: browsers then send forms
# without their origin, and Django refuses them.
SECURE_REFERRER_POLICY = "strict-origin"
# Browsers accept __Host- cookies only over HTTPS, from this very host and for all its paths.
SESSION_COOKIE_NAME, CSRF_COOKIE_NAME, LANGUAGE_COOKIE_NAME, KNOWN_COOKIE_NAME = (
    ("sessionid", "csrftoken", "django_language", "known")
    if DEBUG
    else ("__Host-sessionid", "__Host-csrftoken", "__Secure-language", "__Secure-known")
)
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = not DEBUG
CSRF_COOKIE_HTTPONLY = True
# Staff are signed out after an hour without activity, after ten hours in any case, and when the browser closes.
SESSION_IDLE = 60 * 60
SESSION_COOKIE_AGE = 10 * 60 * 60
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
CSRF_FAILURE_VIEW = "brusselshelps.error_views.csrf_failure"
CONTENT_SECURITY_POLICY = security_headers.CONTENT_SECURITY_POLICY
LOGGING = log_format.LOGGING
