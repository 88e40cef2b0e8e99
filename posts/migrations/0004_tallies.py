from django.db import migrations, models

from posts.tallies.watching import pause

TABLE = "posts_tally"
KEPT = "posts_tally_kept"
NOTES = "posts_tally_change"
MONTHS = "posts_tally_month"

# Counts change all the time and in place: half of each page of PostgreSQL's is left free for that.
TABLES = {
    "sqlite": (
        f"CREATE TABLE {KEPT} (kind text NOT NULL, key integer NOT NULL, n integer NOT NULL,"
        " PRIMARY KEY (kind, key)) WITHOUT ROWID",
        # The type of Django's dates: of another affinity SQLite would walk through the months.
        f"CREATE TABLE {MONTHS} (start datetime PRIMARY KEY, month integer NOT NULL) WITHOUT ROWID",
        f"CREATE VIEW {TABLE} AS SELECT kind, key, n FROM {KEPT}",
    ),
    "postgresql": (
        f"CREATE TABLE {KEPT} (kind text, key bigint, n bigint NOT NULL, PRIMARY KEY (kind, key))"
        " WITH (fillfactor = 50)",
        f"CREATE TABLE {NOTES} (kind text NOT NULL, key bigint NOT NULL, n bigint NOT NULL)",
        f"CREATE TABLE {MONTHS} (start timestamptz PRIMARY KEY, month integer NOT NULL)",
        f"CREATE VIEW {TABLE} AS SELECT kind, key, n FROM {KEPT}"
        f" UNION ALL SELECT kind, key, n FROM {NOTES}",
    ),
}
DROP = {"sqlite": (KEPT, MONTHS), "postgresql": (KEPT, NOTES, MONTHS)}


def make_tallies(apps, schema_editor):
    for statement in TABLES[schema_editor.connection.vendor]:
        schema_editor.execute(statement)


def drop_tallies(apps, schema_editor):
    pause(schema_editor.connection.alias)
    schema_editor.execute(f"DROP VIEW {TABLE}")
    for table in DROP[schema_editor.connection.vendor]:
        schema_editor.execute(f"DROP TABLE {table}")


class Migration(migrations.Migration):

    dependencies = [
        ('posts', '0003_stamp'),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name='byline',
            name='byline_list',
        ),
        migrations.RemoveIndex(
            model_name='filing',
            name='filing_list',
        ),
        migrations.RemoveIndex(
            model_name='tagging',
            name='tagging_list',
        ),
        migrations.AddField(
            model_name='byline',
            name='expires_at',
            field=models.DateTimeField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name='filing',
            name='expires_at',
            field=models.DateTimeField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name='tagging',
            name='expires_at',
            field=models.DateTimeField(editable=False, null=True),
        ),
        migrations.AddIndex(
            model_name='byline',
            index=models.Index(fields=['author', 'published_at', 'post', 'expires_at'], name='byline_list'),
        ),
        migrations.AddIndex(
            model_name='byline',
            index=models.Index(condition=models.Q(('expires_at__isnull', False)), fields=['author', 'expires_at'], name='byline_expiring'),
        ),
        migrations.AddIndex(
            model_name='filing',
            index=models.Index(fields=['category', 'published_at', 'post', 'expires_at'], name='filing_list'),
        ),
        migrations.AddIndex(
            model_name='filing',
            index=models.Index(condition=models.Q(('expires_at__isnull', False)), fields=['category', 'expires_at'], name='filing_expiring'),
        ),
        migrations.AddIndex(
            model_name='post',
            index=models.Index(condition=models.Q(('expires_at__isnull', False)), fields=['status', 'expires_at'], name='post_expiring'),
        ),
        migrations.AddIndex(
            model_name='tagging',
            index=models.Index(fields=['tag', 'published_at', 'content_object', 'expires_at'], name='tagging_list'),
        ),
        migrations.AddIndex(
            model_name='tagging',
            index=models.Index(condition=models.Q(('expires_at__isnull', False)), fields=['tag', 'expires_at'], name='tagging_expiring'),
        ),
        # `tallies.watch()` makes the triggers and counts, after this migration and every other.
        migrations.RunPython(make_tallies, drop_tallies),
    ]
