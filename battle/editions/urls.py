"""The pages of editions that everybody sees, and how one is published and cloned.

The organiser's other pages are gathered in applications.urls, which knows both rooms.
"""

from django.urls import path

from battle.editions.views import cloning, files, public, publishing

urlpatterns = [
    path("", public.home, name="home"),
    path("e/<slug:slug>/", public.edition_page, name="edition"),
    path("e/<slug:slug>/privacy/", public.privacy_page, name="edition-privacy"),
    path("e/<slug:slug>/logo/<slug:digest>.png", files.logo, name="edition-logo"),
    path("e/<slug:slug>/share/<slug:language>.png", files.share_image, name="edition-share"),
    path("e/<slug:slug>/calendar/<slug:language>.ics", files.calendar_file, name="edition-calendar"),
    path("organise/<slug:slug>/publish/", publishing.publish, name="edition-publish"),
    path("organise/<slug:slug>/unpublish/", publishing.unpublish, name="edition-unpublish"),
    path("organise/<slug:slug>/clone/", cloning.clone, name="edition-clone"),
]
