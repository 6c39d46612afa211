"""Pages and API under a WSGI server (production: granian or gunicorn behind the proxy)."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "battle.settings")
application = get_wsgi_application()
