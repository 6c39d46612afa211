"""The Celery application. Tasks are hints; the show's log says what is still to do (see stage.tasks)."""

import os

from celery import Celery

from battle import broker

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "battle.settings")

broker.register()
app = Celery("battle")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
