from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    name = "brusselshelps.accounts"
    verbose_name = _("staff")

    def ready(self) -> None:
        """Records in the session how a user signed in, which Django and allauth report through signals."""
        from allauth.mfa.signals import authenticator_removed, authenticator_used
        from django.contrib.auth.signals import user_logged_in

        from brusselshelps.accounts.sign_in import sessions

        user_logged_in.connect(sessions.begin)
        authenticator_used.connect(sessions.second_factor_seen)
        authenticator_removed.connect(sessions.second_factor_removed)
