"""The settings, read from top to bottom. What differs per machine comes from the environment; see `.env.example`."""

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
# `make run` leaves its own values there, so that manage.py works in a second terminal. A machine that sets anything of
# its own and does not say DEBUG never sees them.
if env.bool("DEBUG", False) or not any(name in os.environ for name in REQUIRED):
    env.read_env(BASE_DIR / ".local" / "env")

DEBUG = env.bool("DEBUG", False)
missing = [name for name in REQUIRED if not DEBUG and not os.environ.get(name)]
if missing:
    raise ImproperlyConfigured(f"Set in the environment (each is explained in .env.example): {', '.join(missing)}.")

# With DEBUG nothing need be set; without it everything above is. Nothing secret has a default outside DEBUG.
SECRET_KEY = env("SECRET_KEY", default="development-only")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=["*"])
BASE_URL = env("BASE_URL", default="http://127.0.0.1:8000").rstrip("/")
CSRF_TRUSTED_ORIGINS = [BASE_URL]
# Recognises addresses and imported rows that are not kept. Kept apart so that SECRET_KEY can be changed at any time:
# with another HASH_KEY, what was stored before is no longer recognised.
HASH_KEY = env("HASH_KEY", default="") or SECRET_KEY
# Both are left out of pages and letters while they are empty.
CONTACT_PHONE = env("CONTACT_PHONE", default="")
CONTACT_EMAIL = env("CONTACT_EMAIL", default="")
# How many proxies of our own stand before the pages, each noting in X-Forwarded-For who spoke to it.
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
    # It pads answers at random, and tokens in forms are masked: the length of an answer tells nothing (BREACH).
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
    # Outside the transaction of a page: an attempt that is refused leaves its entry as well.
    "brusselshelps.audit.middleware.AccessLogMiddleware",
    # Innermost: who asks is known, and all that is asked of the database from here on is asked for them.
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
# Persistent connections, checked before use: a page that reads one row is twenty times quicker for it.
DATABASES["default"] |= {"CONN_MAX_AGE": 600, "CONN_HEALTH_CHECKS": True}
# Nobody waits longer than 5 s for a machine that does not answer at all; and how like a name must be to one that is
# searched for: one wrong, missing or swapped letter in a word.
OPTIONS = {"connect_timeout": 5, "options": "-c pg_trgm.word_similarity_threshold=0.3"}
DATABASES["default"]["OPTIONS"] = OPTIONS | DATABASES["default"].get("OPTIONS", {})
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["brusselshelps.accounts.sign_in.backends.StaffBackend"]
# One alone, so that every sign-in takes as long as any other.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = sign_in_settings.PASSWORD_VALIDATORS
LOGIN_URL = "account_login"

# Staff sign in with a name, a password and a second factor; see brusselshelps/accounts and decision 0016.
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
MFA_TOTP_TOLERANCE = 1  # telephones are half a minute early or late
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_RECOVERY_CODE_DIGITS = 10
CACHES = {"default": sign_in_settings.COUNTERS}

LANGUAGES = [("nl", "Nederlands"), ("fr", "Français"), ("en", "English")]
LANGUAGE_CODE = MODELTRANSLATION_DEFAULT_LANGUAGE = "nl"
LOCALE_PATHS = [BASE_DIR / "locale"]
FORMAT_MODULE_PATH = ["brusselshelps.formats"]
TIME_ZONE = "Europe/Brussels"

# Forms are drawn with templates/brussels/; a layout that names a field wrongly, or twice, is an error.
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

# What a network may send in an hour: enough for a library full of people. And how soon, in seconds, no person sends.
FORMS_PER_HOUR = env.int("FORMS_PER_HOUR", default=120)
FASTEST_FORM = 2
# How many hours a volunteer has to answer before somebody else is asked; a quarter of it when help is needed today.
ANSWER_HOURS = env.int("ANSWER_HOURS", default=24)

# For how many days what is kept about people (docs/decisions/0019). From here come the privacy notice and the register.
RETENTION = {
    "closed": 30,  # what a resident wrote and how to reach them: after the last help request is closed,
    "received": 180,  # and in any case after it came in;
    "warning": 150,  # from then on the office is warned of a request that still waits
    "withdrawn": 30,  # a volunteer: after they stop,
    "quiet": 365,  # or after the last sign of life;
    "notice": 30,  # how long before that a letter goes out
    "submissions": 30,  # by what a form sent twice is recognised
    "jobs": 30,  # jobs of the queue that have ended
}

# Forms are small and there is no upload anywhere: nothing takes a file, not even into memory.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 500
FILE_UPLOAD_HANDLERS: list[str] = []

SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SECURE_HSTS_SECONDS = 0 if DEBUG else 365 * 24 * 3600
SECURE_SSL_REDIRECT = SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = not DEBUG
# Nothing of an address is ever told, for a signed link is a key; but not "no-referrer", with which browsers send
# forms as from nowhere, and Django then refuses them.
SECURE_REFERRER_POLICY = "strict-origin"
# A cookie so named is believed by browsers only from this host, over https, for all of it.
SESSION_COOKIE_NAME, CSRF_COOKIE_NAME, LANGUAGE_COOKIE_NAME, KNOWN_COOKIE_NAME = (
    ("sessionid", "csrftoken", "django_language", "known")
    if DEBUG
    else ("__Host-sessionid", "__Host-csrftoken", "__Secure-language", "__Secure-known")
)
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = not DEBUG
CSRF_COOKIE_HTTPONLY = True
# Staff are signed out after an hour in which nothing happened, after ten hours in any case, and with the browser.
SESSION_IDLE = 60 * 60
SESSION_COOKIE_AGE = 10 * 60 * 60
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
CSRF_FAILURE_VIEW = "brusselshelps.error_views.csrf_failure"
CONTENT_SECURITY_POLICY = security_headers.CONTENT_SECURITY_POLICY
LOGGING = log_format.LOGGING
