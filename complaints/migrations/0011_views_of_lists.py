"""Views are kept of visits, places and recommendations too, each list with names of its own."""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0007_monitors_read_cases'),
        ('complaints', '0010_official_complained_about'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='savedview',
            name='complaints_savedview_name_once',
        ),
        migrations.RemoveConstraint(
            model_name='savedview',
            name='complaints_savedview_one_first',
        ),
        migrations.AddField(
            model_name='savedview',
            name='list',
            field=models.CharField(choices=[('cases', 'Cases'), ('visits', 'Visits'), ('facilities', 'Places'), ('recommendations', 'Recommendations')], db_default='cases', default='cases', max_length=15, verbose_name='list'),
        ),
        migrations.AddConstraint(
            model_name='savedview',
            constraint=models.UniqueConstraint(fields=('owner', 'organisation', 'list', 'name'), name='complaints_savedview_name_once', violation_error_message='You already have a view of this name.'),
        ),
        migrations.AddConstraint(
            model_name='savedview',
            constraint=models.UniqueConstraint(condition=models.Q(('is_first', True)), fields=('owner', 'organisation', 'list'), name='complaints_savedview_one_first', violation_error_message='Only one view can be shown first.'),
        ),
    ]
