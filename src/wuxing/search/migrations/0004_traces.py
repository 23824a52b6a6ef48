"""Since when words that were taken out of the index wait in the database's files to be overwritten."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("search", "0003_unindexed")]

    operations = [
        migrations.CreateModel(
            name="Trace",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField(auto_now_add=True)),
            ],
        ),
    ]
