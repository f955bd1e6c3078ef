"""The addresses of the app and of the API, and those of the accounts where there are any."""

from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path, re_path

from strideback import api

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("strideback.web.urls")),
    re_path(r"^(?:api|fhir)(?:/.*)?$", api.answer, name="api"),  # more of them in api/urls.py
]
if not settings.LOCAL:
    from strideback.server.signing_out import sign_out

    urlpatterns += [
        path("accounts/logout/", sign_out, name="account_logout"),  # in place of allauth's
        path("accounts/", include("allauth.account.urls")),
        path("accounts/second-factor/", include("allauth.mfa.urls")),
    ]
