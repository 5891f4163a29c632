"""The long settings of signing in: forms, password validators, how many attempts are too many, where they are counted.

Names and numbers alone, for the settings import this before Django is set up.
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
# All are counted before a hash is computed. What failed counts for a network, and for a name as tried from there; and
# for a name from anywhere, but so high that nobody shuts a colleague out by guessing.
RATE_LIMITS = {
    "login": "60/m/ip",
    "login_failed": "30/10m/ip,5/5m/key,30/d/key",
    "login_anywhere": "100/h/key",
    # Who chooses a password may take as many tries as it takes; the present one is counted by our form.
    "change_password": None,
    "present_password": "5/5m/key,30/d/key",
}
# Attempts, and codes that were used, counted over all processes. Its keys are hashed: they hold a network.
COUNTERS = {
    "BACKEND": "django.core.cache.backends.db.DatabaseCache",
    "LOCATION": "accounts_counter",
    "KEY_FUNCTION": "brusselshelps.accounts.encryption.hashed_key",
    "OPTIONS": {"MAX_ENTRIES": 100_000},
}
