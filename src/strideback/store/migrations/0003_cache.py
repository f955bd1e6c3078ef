"""The table of the cache: attempts to sign in, and entrances that were used."""

from django.core.management import call_command
from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor


def make(apps: object, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Make the table as Django does."""
    database = schema_editor.connection.alias
    call_command("createcachetable", "store_cache", database=database, verbosity=0)


def drop(apps: object, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Drop it."""
    schema_editor.execute("DROP TABLE store_cache")


class Migration(migrations.Migration):
    dependencies = [("store", "0002_nothing_is_rewritten")]
    operations = [migrations.RunPython(make, drop)]
