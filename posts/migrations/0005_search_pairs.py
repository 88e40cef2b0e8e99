from django.db import migrations

TABLE = "posts_searchentry"


def add_pairs(apps, schema_editor):
    """Give PostgreSQL an index of pairs of words; `migrate` fills it at its end.

    A server that still runs the version before writes rows without.
    """
    if schema_editor.connection.vendor == "postgresql":
        pairs = "pairs integer[] NOT NULL DEFAULT '{}'"
        schema_editor.execute(f"ALTER TABLE {TABLE} ADD COLUMN {pairs}")
        schema_editor.execute(f"CREATE INDEX {TABLE}_pairs ON {TABLE} USING gin (pairs)")


def drop_pairs(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute(f"ALTER TABLE {TABLE} DROP COLUMN pairs")


class Migration(migrations.Migration):

    dependencies = [
        ('posts', '0004_tallies'),
    ]

    operations = [
        migrations.RunPython(add_pairs, drop_pairs),
    ]
