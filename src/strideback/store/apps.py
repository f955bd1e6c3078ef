"""The Django app of the diaries."""

from django.apps import AppConfig


class StoreConfig(AppConfig):
    """Runners and their entries."""

    name = "strideback.store"
    label = "store"
    default_auto_field = "django.db.models.BigAutoField"
