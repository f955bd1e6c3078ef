"""Django's commands for whoever runs a server: `python -m strideback.server migrate`, `check --deploy`."""

import os
import sys

from django.core.management import execute_from_command_line

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "strideback.server.settings")
execute_from_command_line(["python -m strideback.server", *sys.argv[1:]])
