"""The Celery application. Tasks are hints; the database says what is still to do (see stage.tasks, scoring.tasks).

There are two queues: scores, in which nothing takes longer than a moment, and parts of training runs, which take
minutes. A worker without `-Q` takes scores alone, so that a live score never waits behind a training.
"""

import os

from celery import Celery

from battle import broker

SCORES, TRAINING = "celery", "training"
PART_TASK = "scoring.do_part"

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "battle.settings")

broker.register()
app = Celery("battle")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()


def consumes(worker_app: Celery, queue: str) -> bool:
    """Whether the worker of this process takes tasks of a queue."""
    return queue in worker_app.amqp.queues.consume_from
