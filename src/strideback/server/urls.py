"""The addresses of the app, and those of the accounts where there are any."""

from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("strideback.web.urls")),
    path("", include("strideback.api.urls")),
]
if not settings.LOCAL:
    from strideback.server.signing_out import sign_out

    urlpatterns += [
        path("accounts/logout/", sign_out, name="account_logout"),  # in place of allauth's
        path("accounts/", include("allauth.account.urls")),
        path("accounts/second-factor/", include("allauth.mfa.urls")),
    ]
