from django.db import models


class WorkerBeat(models.Model):
    """When a Celery worker last said that it is alive. One row per worker, written by the worker's sweep."""

    worker = models.CharField(max_length=120, unique=True)
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.worker} {self.at:%H:%M:%S}"
