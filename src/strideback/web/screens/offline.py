"""What makes the app installable, and lets today's session work without a network."""

from __future__ import annotations

from pathlib import Path

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import get_language, gettext
from django.views.decorators.http import require_GET

_WORKER = Path(__file__).parents[1] / "static" / "web" / "worker.js"


@require_GET
def worker(_request: HttpRequest) -> HttpResponse:
    """The service worker; it lies at the root, because it may only serve what lies below it."""
    answer = HttpResponse(_WORKER.read_bytes(), content_type="text/javascript; charset=utf-8")
    answer["Cache-Control"] = "no-cache"
    return answer


@require_GET
def manifest(_request: HttpRequest) -> HttpResponse:
    """What a phone needs to put the app beside its others."""
    sizes = (("icon-192.png", "192x192", "any"), ("icon-512.png", "512x512", "any"))
    icons = (*sizes, ("icon-maskable-512.png", "512x512", "maskable"))
    told = {
        "id": "/",
        "name": "strideback",
        "short_name": "strideback",
        "description": gettext("Get your stride back: screen, plan and train a sore lower back."),
        "lang": get_language() or "en",
        "start_url": reverse("today"),
        "scope": "/",
        "display": "standalone",
        "orientation": "any",
        "background_color": "#faf6f0",
        "theme_color": "#faf6f0",
        "categories": ["health", "fitness", "sports"],
        "icons": [
            {"src": static(f"web/{file}"), "sizes": size, "type": "image/png", "purpose": purpose}
            for file, size, purpose in icons
        ],
        "shortcuts": [
            {"name": gettext("The plan"), "url": reverse("plan")},
        ],
    }
    answer = JsonResponse(told, content_type="application/manifest+json")
    answer["Cache-Control"] = "no-cache"
    return answer
