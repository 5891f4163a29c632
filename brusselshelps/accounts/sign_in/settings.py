"""The longer sign-in settings: forms, password validators, rate limits, and where attempts are counted.

Names and numbers only, because the settings import this before Django is set up.
"""

ACCOUNT_FORMS = {
    "login": "brusselshelps.accounts.sign_in.forms.SignInForm",
    "change_password": "brusselshelps.accounts.sign_in.forms.PasswordForm",
}
MFA_FORMS = {
    "authenticate": "brusselshelps.accounts.sign_in.forms.CodeForm",
    "authenticate_webauthn": "brusselshelps.accounts.sign_in.forms.PasskeyForm",
    "activate_totp": "brusselshelps.accounts.sign_in.forms.AppForm",
    "add_webauthn": "brusselshelps.accounts.sign_in.forms.NewPasskeyForm",
}
PASSWORD_VALIDATORS = [
    {"NAME": "brusselshelps.accounts.password_validators.LongEnough", "OPTIONS": {"min_length": 12}},
    {"NAME": "brusselshelps.accounts.password_validators.NotTheUsername"},
    {"NAME": "brusselshelps.accounts.password_validators.NotCommon"},
    {"NAME": "brusselshelps.accounts.password_validators.Varied"},
    {"NAME": "brusselshelps.accounts.password_validators.NotOfOurWords"},
]
# All attempts are counted before a hash is computed. Failed ones count per network, and per username as tried from that
# network; and per username from anywhere, but with a limit so high that nobody locks out a colleague by guessing.
RATE_LIMITS = {
    "login": "60/m/ip",
    "login_failed": "30/10m/ip,5/5m/key,30/d/key",
    "login_anywhere": "100/h/key",
    # Attempts to choose a new password are not limited; entries of the current one are counted by our form.
    "change_password": None,
    "present_password": "5/5m/key,30/d/key",
}
# Attempts and used codes, counted across all processes. The keys are hashed because they contain a network.
COUNTERS = {
    "BACKEND": "django.core.cache.backends.db.DatabaseCache",
    "LOCATION": "accounts_counter",
    "KEY_FUNCTION": "brusselshelps.accounts.encryption.hashed_key",
    "OPTIONS": {"MAX_ENTRIES": 100_000},
}
