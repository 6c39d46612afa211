"""Clients outside, their tokens."""

from django.urls import path

from scoring.views import sharing

urlpatterns = [
    path("sharing/", sharing.sharing, name="sharing"),
    path("sharing/new/", sharing.new_client, name="new-client"),
    path("sharing/<int:pk>/", sharing.client, name="client"),
    path("sharing/<int:pk>/issue/", sharing.issue_token, name="issue-token"),
    path("sharing/<int:pk>/tokens/<int:token>/replace/", sharing.rotate_token, name="rotate-token"),
    path("sharing/<int:pk>/tokens/<int:token>/revoke/", sharing.revoke_token, name="revoke-token"),
    path("sharing/<int:pk>/close/", sharing.close_client, name="close-client"),
    path("sharing/<int:pk>/reopen/", sharing.reopen_client, name="reopen-client"),
    path("sharing/<int:pk>/lift/", sharing.lift_hold, name="lift-hold"),
    path("sharing/<int:pk>/seen/", sharing.see_notes, name="see-notes"),
]
