"""What an installation has and its index does not: the server indexes it after an upgrade, a part at a time."""

from django.conf import settings
from django.db import migrations

REALMS = ("case", "clause", "customer")


def ask_for_it(apps, schema_editor):
    app, user = settings.AUTH_USER_MODEL.split(".")
    if not apps.get_model(app, user).objects.exists():
        return  # a new installation has nothing yet
    entries, rebuilds = apps.get_model("search", "Entry").objects, apps.get_model("search", "Rebuild").objects
    for realm in REALMS:
        if not entries.filter(realm=realm).exists():
            rebuilds.get_or_create(realm=realm)


class Migration(migrations.Migration):
    dependencies = [("search", "0002_tokens"), migrations.swappable_dependency(settings.AUTH_USER_MODEL)]

    operations = [migrations.RunPython(ask_for_it, migrations.RunPython.noop, elidable=True)]
