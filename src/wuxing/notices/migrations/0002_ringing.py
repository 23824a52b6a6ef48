from django.db import migrations, models

import wuxing.notices.models


class Migration(migrations.Migration):
    dependencies = [
        ("notices", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="preference",
            name="sound",
            field=models.JSONField(
                default=wuxing.notices.models.at_risk,
                help_text="what a quiet sound is played for: see Ring",
                verbose_name="sound",
            ),
        ),
        migrations.AddField(
            model_name="preference",
            name="browser",
            field=models.JSONField(
                default=list,
                help_text="what the browser shows over other windows",
                verbose_name="browser notices",
            ),
        ),
    ]
