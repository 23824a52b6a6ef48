"""What can be found, what people looked for, and how far a rebuild is."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Rebuild",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("realm", models.CharField(max_length=16, unique=True)),
                ("above", models.BigIntegerField(default=0, help_text="records up to this number are done")),
            ],
        ),
        migrations.CreateModel(
            name="Entry",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(help_text="what it is: case, message, note, clause", max_length=16)),
                ("object_id", models.BigIntegerField(help_text="its row")),
                ("realm", models.CharField(help_text="what `about` counts: case, clause", max_length=16)),
                ("about", models.BigIntegerField(help_text="what a reader opens: the case of a message")),
                ("at", models.DateTimeField(help_text="how old it is")),
                ("title", models.CharField(blank=True, max_length=200)),
                ("body", models.TextField(blank=True)),
                (
                    "names",
                    models.TextField(
                        blank=True, help_text="numbers and names that find it and are never shown; the first is its own"
                    ),
                ),
                ("keys", models.JSONField(default=list, help_text="audience keys: who may find it")),
            ],
            options={
                "indexes": [models.Index(fields=["realm", "about"], name="entry_about")],
                "constraints": [models.UniqueConstraint(fields=("kind", "object_id"), name="entry_once")],
            },
        ),
        migrations.CreateModel(
            name="Recent",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("text", models.CharField(max_length=200)),
                ("at", models.DateTimeField()),
                ("is_kept", models.BooleanField(default=False, help_text="stays, whatever else is asked")),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["user", "-at"], name="recent_of_user")],
                "constraints": [models.UniqueConstraint(fields=("user", "text"), name="recent_once")],
            },
        ),
    ]
