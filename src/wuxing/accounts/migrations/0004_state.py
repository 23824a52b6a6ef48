from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0003_single_keys")]

    operations = [
        migrations.AddField(
            model_name="user",
            name="state",
            field=models.CharField(
                choices=[("ready", "Ready"), ("busy", "Busy"), ("break", "Break")],
                db_default="ready",
                default="ready",
                help_text="Of somebody on duty; chosen by the person.",
                max_length=8,
                verbose_name="state",
            ),
        ),
        migrations.AddField(
            model_name="user",
            name="state_since",
            field=models.DateTimeField(help_text="when that was chosen", null=True),
        ),
        migrations.AddField(
            model_name="user",
            name="back_at",
            field=models.DateTimeField(help_text="when a break is over, where that was said", null=True),
        ),
        migrations.AddField(
            model_name="user",
            name="seen_at",
            field=models.DateTimeField(
                help_text="a page of theirs was asked for or stood open; to some minutes", null=True
            ),
        ),
    ]
