from django.db import migrations

# What each role may do, each beside what the one before it may. Permissions that Django would make
# after the migration are made here already; groups that are there keep what they have.
OWN_WRITING = (
    "posts.add_post",
    "posts.change_own_draft",
    "posts.add_picture",
    "posts.view_picture",
    "posts.view_author",
    "posts.view_category",
    "posts.view_series",
    "posts.view_tag",
)
ROLES = {
    "Contributor": OWN_WRITING,
    "Author": (*OWN_WRITING, "posts.change_own_post"),
    "Editor": (
        "posts.publish_post",
        *(
            f"posts.{act}_{model}"
            for model in ("post", "picture", "author", "category", "series", "tag", "page")
            for act in ("add", "change", "delete", "view")
        ),
        "posts.view_formeraddress",
        "posts.view_importrecord",
        "posts.view_auditentry",
    ),
}
ROLES["Owner"] = (
    *ROLES["Editor"],
    "posts.shorten_embargo",
    "posts.add_formeraddress",
    "posts.change_formeraddress",
    "posts.delete_formeraddress",
    *(f"auth.{act}_{model}" for model in ("user", "group") for act in ("add", "change", "delete", "view")),
)


def make_roles(apps, schema_editor):
    Group = apps.get_model("auth", "Group")
    for name, permissions in ROLES.items():
        group, is_new = Group.objects.get_or_create(name=name)
        if is_new:
            group.permissions.set([_permission(apps, each) for each in permissions])


def _permission(apps, name):
    """Return a permission, named as Django names those that it makes after a migration."""
    label, codename = name.split(".")
    act, _, ending = codename.rpartition("_")
    models = {model._meta.model_name: model._meta for model in apps.get_app_config(label).get_models()}
    known = {own: (options, words) for options in models.values() for own, words in options.permissions}
    if codename in known:
        options, words = known[codename]
    else:
        options = models[ending]
        words = f"Can {act} {options.verbose_name_raw}"
    ContentType = apps.get_model("contenttypes", "ContentType")
    Permission = apps.get_model("auth", "Permission")
    content_type, _made = ContentType.objects.get_or_create(
        app_label=label, model=options.model_name
    )
    permission, _made = Permission.objects.get_or_create(
        content_type=content_type, codename=codename, defaults={"name": words}
    )
    return permission


class Migration(migrations.Migration):

    dependencies = [
        ('posts', '0010_review'),
        ('auth', '0012_alter_user_first_name_max_length'),
        ('contenttypes', '0002_remove_content_type_name'),
    ]

    operations = [
        # Backwards the groups stay: people may be in them.
        migrations.RunPython(make_roles, migrations.RunPython.noop),
    ]
