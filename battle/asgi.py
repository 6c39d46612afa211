"""The whole site under an ASGI server: the live stream as a small raw application beside Django's pages."""

import os

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "battle.settings")
django_application = get_asgi_application()

from battle.leaderboard.stream import mount

application = mount(django_application)
