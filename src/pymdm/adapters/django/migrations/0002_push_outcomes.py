from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("pymdm", "0001_initial")]

    operations = [
        migrations.AddField("enrollment", "push_updated_at", models.DateTimeField(null=True)),
        migrations.AddField("enrollment", "pushed_at", models.DateTimeField(null=True)),
        migrations.AddField("enrollment", "push_failure", models.TextField(null=True)),
        migrations.AddField("enrollment", "push_retry_at", models.DateTimeField(null=True)),
        migrations.AddField("enrollment", "push_failures", models.IntegerField(default=0)),
    ]
