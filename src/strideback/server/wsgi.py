"""The application that a WSGI server runs: `granian --interface wsgi strideback.server.wsgi:application`."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "strideback.server.settings")
application = get_wsgi_application()
