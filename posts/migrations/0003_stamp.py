from django.db import migrations

from posts import stamp

TABLE = "posts_stamp"
NOTES = "posts_stamp_note"
CHANNEL = "posts_stamp"

# Random, so that a database that is set back to a backup never repeats a stamp.
TABLES = {
    "sqlite": (
        f"CREATE TABLE {TABLE} (id integer PRIMARY KEY CHECK (id = 1), value text NOT NULL)",
        f"INSERT INTO {TABLE} VALUES (1, hex(randomblob(8)))",
    ),
    "postgresql": (
        f"CREATE TABLE {TABLE} (id integer PRIMARY KEY CHECK (id = 1), value text NOT NULL)"
        " WITH (fillfactor = 20)",
        f"INSERT INTO {TABLE} VALUES (1, gen_random_uuid()::text)",
        f"CREATE TABLE {NOTES}"
        " (transaction xid8 PRIMARY KEY, is_last boolean NOT NULL DEFAULT false)",
        f"""
        CREATE FUNCTION {TABLE}_note() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            INSERT INTO {NOTES} VALUES (pg_current_xact_id()) ON CONFLICT DO NOTHING;
            RETURN NULL;
        END $$
        """,
        f"""
        CREATE FUNCTION {TABLE}_write() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
            DELETE FROM {NOTES} WHERE transaction = NEW.transaction;
            IF NOT NEW.is_last THEN
                -- What was deferred since the first note, as checks of foreign keys are, may wait
                -- for others. The stamp must not be held meanwhile: queue up once more, behind it.
                INSERT INTO {NOTES} VALUES (NEW.transaction, true);
                RETURN NULL;
            END IF;
            UPDATE {TABLE} SET value = gen_random_uuid()::text;
            PERFORM pg_notify('{CHANNEL}', '');
            RETURN NULL;
        END $$
        """,
        f"CREATE CONSTRAINT TRIGGER {TABLE}_write AFTER INSERT ON {NOTES}"
        f" DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION {TABLE}_write()",
    ),
}
DROP = {
    "sqlite": (f"DROP TABLE {TABLE}",),
    "postgresql": (
        f"DROP TABLE {NOTES}, {TABLE}",
        f"DROP FUNCTION {TABLE}_note() CASCADE",
        f"DROP FUNCTION {TABLE}_write() CASCADE",
    ),
}


def make_stamp(apps, schema_editor):
    for statement in TABLES[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


def drop_stamp(apps, schema_editor):
    stamp.unwatch(schema_editor.connection)
    for statement in DROP[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


class Migration(migrations.Migration):

    dependencies = [
        ('posts', '0002_pages_addresses_search'),
    ]

    operations = [
        # `stamp.watch()` makes the triggers, after this migration and every other.
        migrations.RunPython(make_stamp, drop_stamp),
    ]
