from django.db import migrations, models

from posts.alphabet import initial, sort_name

TALLIES = "posts_tally_kept"


def make_index_of_counts(apps, schema_editor):
    """Let the most used of a kind be found."""
    schema_editor.execute(f"CREATE INDEX posts_tally_most ON {TALLIES} (kind, n, key)")


def drop_index_of_counts(apps, schema_editor):
    schema_editor.execute("DROP INDEX posts_tally_most")


def fill(apps, schema_editor):
    """Put every name under its letter."""
    connection = schema_editor.connection
    for name in ("Author", "Tag"):
        model = apps.get_model("posts", name)
        rows = model._base_manager.using(connection.alias).values_list("pk", "name")
        places = [(initial(name), sort_name(name), key) for key, name in rows]
        table = model._meta.db_table
        with connection.cursor() as cursor:
            cursor.executemany(
                f"UPDATE {table} SET initial = %s, sort_name = %s WHERE id = %s", places
            )


class Migration(migrations.Migration):

    dependencies = [
        ('posts', '0005_search_pairs'),
    ]

    operations = [
        migrations.AddField(
            model_name='author',
            name='initial',
            field=models.CharField(db_default='#', default='#', editable=False, max_length=1),
        ),
        migrations.AddField(
            model_name='author',
            name='sort_name',
            field=models.CharField(db_default='', default='', editable=False, max_length=80),
        ),
        migrations.AddField(
            model_name='tag',
            name='initial',
            field=models.CharField(db_default='#', default='#', editable=False, max_length=1),
        ),
        migrations.AddField(
            model_name='tag',
            name='sort_name',
            field=models.CharField(db_default='', default='', editable=False, max_length=80),
        ),
        migrations.AddIndex(
            model_name='author',
            index=models.Index(fields=['initial', 'sort_name', 'id'], name='author_alphabet'),
        ),
        migrations.AddIndex(
            model_name='tag',
            index=models.Index(fields=['initial', 'sort_name', 'id'], name='tag_alphabet'),
        ),
        migrations.RunPython(make_index_of_counts, drop_index_of_counts),
        # Last: PostgreSQL changes no table whose triggers are still to fire.
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
