"""The sign-in URLs. Most names are allauth's, which redirects between them; no other pages of allauth exist."""

from django.urls import path

from brusselshelps.accounts.sign_in import views

urlpatterns = [
    path("sign-in/", views.sign_in, name="account_login"),
    path("sign-in/code/", views.code, name="mfa_authenticate"),
    path("sign-in/again/", views.reauthenticate, name="reauthenticate"),
    path("here/", views.keep_alive, name="keep_alive"),
    path("sign-out/", views.sign_out, name="account_logout"),
    path("language/", views.language, name="staff_language"),
    path("password/", views.password, name="account_change_password"),
    path("second-step/", views.second_factor, name="mfa_index"),
    path("second-step/app/", views.app, name="mfa_activate_totp"),
    path("second-step/app/remove/", views.app_remove, name="mfa_deactivate_totp"),
    path("second-step/passkey/", views.passkey, name="mfa_add_webauthn"),
    path("second-step/passkey/<int:pk>/remove/", views.passkey_remove, name="mfa_remove_webauthn"),
    path("second-step/codes/", views.recovery_codes, name="mfa_view_recovery_codes"),
    path("second-step/codes/new/", views.recovery_codes_new, name="mfa_generate_recovery_codes"),
]
