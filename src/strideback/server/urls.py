"""The addresses of the app, and those of the accounts where there are any."""

from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [path("", include("strideback.web.urls"))]
if not settings.LOCAL:
    urlpatterns += [
        path("accounts/", include("allauth.account.urls")),
        path("accounts/second-factor/", include("allauth.mfa.urls")),
    ]
