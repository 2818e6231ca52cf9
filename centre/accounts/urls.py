"""Addresses of signing in and of one's own account.

They stand before the desk's. The names are those that Django's own page to sign in and
django-allauth look for.
"""

from django.urls import path

from centre.accounts import account_views, password_views, session_views, views

urlpatterns = [
    path("login/", views.SignInView.as_view(), name="account_login"),
    path("login/code/", views.CodeView.as_view(), name="mfa_authenticate"),
    path(
        "password-reset/",
        password_views.ResetView.as_view(),
        name="admin_password_reset",
    ),
    path(
        "password-reset/sent/",
        password_views.ResetDoneView.as_view(),
        name="password_reset_done",
    ),
    path(
        "password-reset/done/",
        password_views.ResetCompleteView.as_view(),
        name="password_reset_complete",
    ),
    path(
        "new-password/<token>/",
        password_views.ResetConfirmView.as_view(),
        name="password_reset_confirm",
    ),
    path("session/left/", session_views.session_left, name="session_left"),
    path("session/stay/", session_views.stay_signed_in, name="session_stay"),
    path(
        "password_change/",
        password_views.ChangePasswordView.as_view(),
        name="account_change_password",
    ),
    path(
        "password_change/done/",
        password_views.PasswordChangedView.as_view(),
        name="account_password_changed",
    ),
    path("account/", account_views.AccountView.as_view(), name="mfa_index"),
    path("account/email/", account_views.EmailView.as_view(), name="account_email"),
    path(
        "account/sign-out-everywhere/",
        account_views.SignOutEverywhereView.as_view(),
        name="account_sign_out_everywhere",
    ),
    path(
        "account/<int:pk>/sign-out/",
        account_views.SignOutUserView.as_view(),
        name="account_sign_out_user",
    ),
    path(
        "account/password/",
        views.PasswordAgainView.as_view(),
        name="account_reauthenticate",
    ),
    path("account/app/", account_views.AddAppView.as_view(), name="mfa_activate_totp"),
    path(
        "account/app/remove/",
        account_views.RemoveAppView.as_view(),
        name="mfa_deactivate_totp",
    ),
    path(
        "account/passkeys/add/",
        account_views.AddPasskeyView.as_view(),
        name="mfa_add_webauthn",
    ),
    path(
        "account/passkeys/<int:pk>/remove/",
        account_views.RemovePasskeyView.as_view(),
        name="mfa_remove_webauthn",
    ),
    path(
        "account/codes/",
        account_views.CodesView.as_view(),
        name="mfa_view_recovery_codes",
    ),
    path(
        "account/codes/new/",
        account_views.NewCodesView.as_view(),
        name="mfa_generate_recovery_codes",
    ),
]
