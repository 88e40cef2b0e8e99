from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('posts', '0011_roles'),
    ]

    operations = [
        migrations.AddIndex(
            model_name='post',
            index=models.Index(condition=models.Q(('embargo_until__isnull', False)), fields=['embargo_until'], name='post_embargo'),
        ),
    ]
