from django.urls import include, path

from battle.accounts.views import account, confirming, invitation, links, signing_in

# Stands before allauth's routes, of which it replaces some: the one address of a person is what roles are given to and
# what applications belong to, so there is no book of addresses.
urlpatterns = [
    path("", account.account, name="account"),
    path("sessions/<int:session>/end/", account.end_session, name="end_session"),
    path("sessions/end-others/", account.end_other_sessions, name="end_other_sessions"),
    path("my-data.json", account.export, name="export_account"),
    path("delete/", account.delete, name="delete_account"),
    path("confirm/", confirming.confirm_by_code, name="confirm_by_code"),
    path("invitation/<str:token>/", invitation.invitation, name="invitation"),
    path("link/<str:token>/", links.sign_in_link, name="sign_in_link"),
    path("login/password/", signing_in.PasswordSignInView.as_view(), name="sign_in_by_password"),
    path("password/set/", signing_in.set_password, name="account_set_password"),
    path("email/", links.not_offered, name="no_address_book"),
    path("2fa/totp/activate/", signing_in.ActivateAppView.as_view(), name="mfa_activate_totp"),
    path("2fa/webauthn/add/", signing_in.AddPasskeyView.as_view(), name="mfa_add_webauthn"),
    path("2fa/", include("allauth.mfa.urls")),
    path("", include("allauth.account.urls")),
]
