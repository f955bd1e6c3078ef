"""The Django app of the screens."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    """Screens; no tables."""

    name = "strideback.web"
    label = "web"
