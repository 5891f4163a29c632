"""Detection of automated submissions: a form that comes back too fast, or with a hidden field filled in."""

from __future__ import annotations

from django import forms
from django.conf import settings
from django.core.signing import BadSignature, Signer, TimestampSigner
from django.utils.translation import gettext_lazy as _


class HoneypotForm(forms.Form):
    """Asks for confirmation when a submission seems automatic, then accepts it: nobody is turned away.

    It seems automatic when it comes back within FASTEST_FORM seconds or with the hidden field filled in.
    """

    key = forms.UUIDField(required=False, widget=forms.HiddenInput)
    drawn = forms.CharField(required=False, widget=forms.HiddenInput)
    sure = forms.CharField(required=False, widget=forms.HiddenInput)
    homepage = forms.CharField(
        label=_("Leave this field empty"),
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off", "tabindex": "-1"}),
    )

    @staticmethod
    def drawn_now(key: str) -> str:
        """The signed time at which the form with this key is shown."""
        return TimestampSigner(salt="drawn").sign(key)

    @staticmethod
    def confirmation_of(key: str) -> str:
        """Signed proof that the form with this key has asked for confirmation."""
        return Signer(salt="sure").sign(key)

    def seems_automatic(self) -> bool:
        """Whether the submission seems automatic and has not been confirmed yet."""
        key, sure = str(self.cleaned_data["key"]), self.cleaned_data["sure"]
        if sure and sure == self.confirmation_of(key):
            return False
        return bool(self.cleaned_data["homepage"]) or self._came_at_once()

    def _came_at_once(self) -> bool:
        try:
            TimestampSigner(salt="drawn").unsign(self.cleaned_data["drawn"], max_age=settings.FASTEST_FORM)
        except BadSignature:  # older than that, or a forged signature
            return False
        return True
