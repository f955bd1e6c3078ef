"""The database itself refuses to change an entry, or to delete one whose runner is still there.

A later migration that rebuilds the table on SQLite drops these triggers with it: make them again.
"""

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

SQLITE = (
    """CREATE TRIGGER entry_never_changed BEFORE UPDATE ON store_entry
    BEGIN SELECT RAISE(ABORT, 'an entry of a diary is never changed'); END""",
    """CREATE TRIGGER entry_never_deleted BEFORE DELETE ON store_entry
    WHEN EXISTS (SELECT 1 FROM store_runner WHERE id = OLD.runner_id)
    BEGIN SELECT RAISE(ABORT, 'an entry goes only with its whole diary'); END""",
)
SQLITE_BACK = (
    "DROP TRIGGER entry_never_changed",
    "DROP TRIGGER entry_never_deleted",
)
POSTGRESQL = (
    """CREATE FUNCTION entry_never_changed() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN RAISE EXCEPTION 'an entry of a diary is never changed'; END $$""",
    """CREATE FUNCTION entry_never_deleted() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
        IF EXISTS (SELECT 1 FROM store_runner WHERE id = OLD.runner_id) THEN
            RAISE EXCEPTION 'an entry goes only with its whole diary';
        END IF;
        RETURN OLD;
    END $$""",
    """CREATE TRIGGER entry_never_changed BEFORE UPDATE ON store_entry
    FOR EACH ROW EXECUTE FUNCTION entry_never_changed()""",
    """CREATE TRIGGER entry_never_deleted BEFORE DELETE ON store_entry
    FOR EACH ROW EXECUTE FUNCTION entry_never_deleted()""",
)
POSTGRESQL_BACK = (
    "DROP TRIGGER entry_never_changed ON store_entry",
    "DROP TRIGGER entry_never_deleted ON store_entry",
    "DROP FUNCTION entry_never_changed()",
    "DROP FUNCTION entry_never_deleted()",
)


def guard(apps: object, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Put the guard up."""
    postgresql = schema_editor.connection.vendor == "postgresql"
    for statement in POSTGRESQL if postgresql else SQLITE:
        schema_editor.execute(statement)


def unguard(apps: object, schema_editor: BaseDatabaseSchemaEditor) -> None:
    """Take it down."""
    postgresql = schema_editor.connection.vendor == "postgresql"
    for statement in POSTGRESQL_BACK if postgresql else SQLITE_BACK:
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [("store", "0001_initial")]
    operations = [migrations.RunPython(guard, unguard)]
