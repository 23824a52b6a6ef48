from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("cases", "0008_links")]

    operations = [
        migrations.AddIndex(
            model_name="clock",
            index=models.Index(
                condition=models.Q(("stopped_at__isnull", False)), fields=["stopped_at"], name="clock_stopped"
            ),
        ),
    ]
