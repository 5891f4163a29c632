"""The settings, read from top to bottom. What differs per machine comes from the environment; see `.env.example`."""

import os
from pathlib import Path

import environ
from csp.constants import NONE, SELF
from django.core.exceptions import ImproperlyConfigured

BASE_DIR = Path(__file__).resolve().parent.parent

REQUIRED = ("DATABASE_URL", "SECRET_KEY", "DEBUG", "ALLOWED_HOSTS", "EMAIL_URL", "DEFAULT_FROM_EMAIL", "BASE_URL")

env = environ.Env()  # type: ignore[no-untyped-call]

# `make run` leaves its own values here, so that manage.py works in a second terminal. A machine that sets
# anything of its own and does not say DEBUG never sees them.
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
# Shown on every page to those who cannot use a form; left out while it is empty.
CONTACT_PHONE = env("CONTACT_PHONE", default="")
# Where answers to letters go, and questions about one's data; left out while it is empty.
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
    "brusselshelps.reference",
    "brusselshelps.people",
    "brusselshelps.accounts",
    "volunteers",
    "requests_app",
    "reports",
    "brusselshelps.example",
]

MIDDLEWARE = [
    "brusselshelps.middleware.Policy",
    "django.middleware.security.SecurityMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    # Pages and their stylesheet in a third of the bytes. It pads answers at random, and tokens in forms are masked, so
    # that the length of an answer tells nothing (BREACH).
    "django.middleware.gzip.GZipMiddleware",
    "brusselshelps.middleware.OnlyReadableRequests",
    "brusselshelps.middleware.NothingTypedIsLost",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.locale.LocaleMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "brusselshelps.accounts.middleware.StaffLanguageMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "brusselshelps.accounts.middleware.Doorkeeper",
    # Outside the transaction of a page: a try that is refused leaves its line as well.
    "brusselshelps.accounts.middleware.EveryLook",
    # Innermost: who asks is known, and all that is asked of the database in here is asked for them.
    "brusselshelps.middleware.StaffWall",
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
                "brusselshelps.views.house",
            ]
        },
    }
]
DATABASES = {"default": env.db("DATABASE_URL", default="postgres:///brusselshelps")}
# Persistent connections, looked at before use: a page that reads one row is twenty times quicker for it.
DATABASES["default"] |= {"CONN_MAX_AGE": 600, "CONN_HEALTH_CHECKS": True}
# Nobody waits longer than this for a machine that does not answer at all.
DATABASES["default"].setdefault("OPTIONS", {}).setdefault("connect_timeout", 5)
# How like a name must be to one that is searched for: one wrong, missing or swapped letter in a word.
DATABASES["default"]["OPTIONS"].setdefault("options", "-c pg_trgm.word_similarity_threshold=0.3")
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["brusselshelps.accounts.backends.StaffBackend"]
# One alone, so that every sign-in takes as long as any other.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "brusselshelps.accounts.passwords.LongEnough", "OPTIONS": {"min_length": 12}},
    {"NAME": "brusselshelps.accounts.passwords.NotTheUsername"},
    {"NAME": "brusselshelps.accounts.passwords.NotCommon"},
    {"NAME": "brusselshelps.accounts.passwords.Varied"},
    {"NAME": "brusselshelps.accounts.passwords.NotOfOurWords"},
]
LOGIN_URL = "account_login"

# Staff sign in with a name, a password and a second factor; see brusselshelps/accounts and decision 0016.
ACCOUNT_ADAPTER = "brusselshelps.accounts.adapters.SignIn"
ACCOUNT_LOGIN_METHODS = {"username"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "password1*"]
ACCOUNT_USER_MODEL_EMAIL_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_FORMS = {
    "login": "brusselshelps.accounts.forms.SignInForm",
    "change_password": "brusselshelps.accounts.forms.PasswordForm",
}
# All are counted before a hash is computed. What failed counts for a network, and for a name as tried from there; and
# for a name from anywhere, but so high that nobody shuts a colleague out by guessing.
ACCOUNT_RATE_LIMITS = {
    "login": "60/m/ip",
    "login_failed": "30/10m/ip,5/5m/key,30/d/key",
    "login_anywhere": "100/h/key",
    # Who chooses a password may take as many tries as it takes; the present one is counted by our form.
    "change_password": None,
    "present_password": "5/5m/key,30/d/key",
}
MFA_ADAPTER = "brusselshelps.accounts.adapters.SecondFactor"
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_FORMS = {
    "authenticate": "brusselshelps.accounts.forms.CodeForm",
    "authenticate_webauthn": "brusselshelps.accounts.forms.PasskeyForm",
    "activate_totp": "brusselshelps.accounts.forms.AppForm",
    "add_webauthn": "brusselshelps.accounts.forms.NewPasskeyForm",
}
MFA_TOTP_ISSUER = "Brussels helps"
# Telephones are half a minute early or late.
MFA_TOTP_TOLERANCE = 1
MFA_RECOVERY_CODES_SHOW_ONCE = True
MFA_RECOVERY_CODE_DIGITS = 10

# Tries to sign in, and codes that were used, counted over all processes. Its keys are hashes: they hold a network.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "accounts_counter",
        "KEY_FUNCTION": "brusselshelps.accounts.secrecy.hashed_key",
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    }
}

LANGUAGES = [("nl", "Nederlands"), ("fr", "Français"), ("en", "English")]
LANGUAGE_CODE = "nl"
MODELTRANSLATION_DEFAULT_LANGUAGE = "nl"
LOCALE_PATHS = [BASE_DIR / "locale"]
FORMAT_MODULE_PATH = ["brusselshelps.formats"]
TIME_ZONE = "Europe/Brussels"
USE_TZ = True

# Forms are drawn with templates/brussels/; a layout that names a field wrongly, or twice, is an error.
CRISPY_ALLOWED_TEMPLATE_PACKS = ("brussels",)
CRISPY_TEMPLATE_PACK = "brussels"
CRISPY_FAIL_SILENTLY = False

STATIC_URL = "/static/"
STATIC_ROOT = BASE_DIR / "staticfiles"
STATICFILES_DIRS = [BASE_DIR / "static"]
WHITENOISE_AUTOREFRESH = WHITENOISE_USE_FINDERS = DEBUG
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "whitenoise.storage.CompressedManifestStaticFilesStorage"
    },
}

vars().update(env.email("EMAIL_URL", default="smtp://127.0.0.1:1025"))
EMAIL_TIMEOUT = 20
PROCRASTINATE_IMPORT_PATHS = ["brusselshelps.mail"]
DEFAULT_FROM_EMAIL = env("DEFAULT_FROM_EMAIL", default="Brussels helps <help@brusselshelps.example>")
SERVER_EMAIL = DEFAULT_FROM_EMAIL

# What a network may send in an hour: enough for a library full of people. And how soon, in seconds, no person sends.
FORMS_PER_HOUR = env.int("FORMS_PER_HOUR", default=120)
FASTEST_FORM = 2
# How many hours a volunteer has to answer before somebody else is asked; a quarter of it when help is needed today.
ANSWER_HOURS = env.int("ANSWER_HOURS", default=24)

# For how many days what is kept about people (docs/decisions/0019). From here come the privacy notice and the register.
RETENTION = {
    # What a resident wrote and how to reach them: after the last help request is closed; in any case after it came in.
    "closed": 30,
    "received": 180,
    # From then on the office is warned of a request that still waits.
    "warning": 150,
    # A volunteer: after they stop; after the last sign of life; and how long before that a letter goes out.
    "withdrawn": 30,
    "quiet": 365,
    "notice": 30,
    # What the platform itself leaves behind: by what a form sent twice is known again, and jobs that have ended.
    "submissions": 30,
    "jobs": 30,
}

# Forms are small and there is no upload anywhere: nothing takes a file, not even into memory.
DATA_UPLOAD_MAX_NUMBER_FIELDS = 500
FILE_UPLOAD_HANDLERS: list[str] = []

SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
SECURE_SSL_REDIRECT = not DEBUG
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SECURE_HSTS_SECONDS = 0 if DEBUG else 365 * 24 * 3600
SECURE_HSTS_INCLUDE_SUBDOMAINS = not DEBUG
SECURE_HSTS_PRELOAD = not DEBUG
# Nothing of an address is ever told, for a signed link is a key; but not "no-referrer", with which browsers send
# forms as from nowhere, and Django then refuses them.
SECURE_REFERRER_POLICY = "strict-origin"
# A cookie so named is believed by browsers only from this host, over https, for all of it.
SESSION_COOKIE_NAME, CSRF_COOKIE_NAME, LANGUAGE_COOKIE_NAME, KNOWN_COOKIE_NAME = (
    ("sessionid", "csrftoken", "django_language", "known")
    if DEBUG
    else ("__Host-sessionid", "__Host-csrftoken", "__Secure-language", "__Secure-known")
)
SESSION_COOKIE_SECURE = not DEBUG
CSRF_COOKIE_SECURE = not DEBUG
CSRF_COOKIE_HTTPONLY = True
# Staff are signed out after an hour in which nothing happened, after ten hours in any case, and with the browser.
SESSION_IDLE = 60 * 60
SESSION_COOKIE_AGE = 10 * 60 * 60
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
CSRF_FAILURE_VIEW = "brusselshelps.errors.csrf_failure"
X_FRAME_OPTIONS = "DENY"

# Nothing but what our pages need; brusselshelps.middleware.Policy adds the hash of the stylesheet, and scripts at the
# desk.
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "style-src": [SELF],
        "img-src": [SELF],
        "font-src": [SELF],
        # The desk asks whether who types is still signed in. What judges a page for search engines asks for robots.txt
        # in the page's name.
        "connect-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}
PERMISSIONS_POLICY = "camera=(), geolocation=(), microphone=()"

# Nobody's data may reach a log: requests are not logged with their content, and Django's mails to admins are off.
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "line": {
            "()": "brusselshelps.logs.Discreet",
            "format": "{asctime} {levelname} {name} {message}",
            "style": "{",
        }
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "line"}},
    "root": {"handlers": ["console"], "level": "INFO"},
    "loggers": {
        "django": {"handlers": [], "level": "INFO", "propagate": True},
        "django.server": {"handlers": [], "propagate": True},
        "procrastinate": {"level": "WARNING"},
    },
}
