"""Tokens of programs, and what was answered to requests that may come twice."""

import uuid

import django.contrib.postgres.fields
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0007_monitors_read_cases'),
    ]

    operations = [
        migrations.CreateModel(
            name='ApiToken',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('uuid', models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ('name', models.CharField(help_text='Which program uses it, for example: yearly report.', max_length=60, verbose_name='name')),
                ('digest', models.BinaryField(max_length=32, unique=True, verbose_name='hash of the token')),
                ('scopes', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('cases:read', 'Read coded facts of cases'), ('cases:write', 'Record complaints and events'), ('visits:read', 'Read visits and recommendations'), ('visits:write', 'Record visits and what became of recommendations'), ('stats:read', 'Read figures and lists of codes'), ('submit', 'Hand complaints in, and read nothing back')], max_length=15), size=None, verbose_name='may')),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='made at')),
                ('expires_on', models.DateField(verbose_name='last day')),
                ('last_used_on', models.DateField(blank=True, null=True, verbose_name='last used on')),
                ('revoked_at', models.DateTimeField(blank=True, null=True, verbose_name='revoked at')),
                ('organisation', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='api_tokens', to='accounts.organisation')),
                ('owner', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='api_tokens', to=settings.AUTH_USER_MODEL)),
                ('revoked_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'verbose_name': 'token',
                'verbose_name_plural': 'tokens',
            },
        ),
        migrations.CreateModel(
            name='RepeatedRequest',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('key', models.UUIDField(verbose_name='key')),
                ('fingerprint', models.BinaryField(max_length=32, verbose_name='hash of the request')),
                ('status', models.PositiveSmallIntegerField(blank=True, null=True, verbose_name='status')),
                ('answer', models.JSONField(blank=True, null=True, verbose_name='answer')),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='made at')),
                ('token', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='accounts.apitoken')),
            ],
            options={
                'verbose_name': 'repeated request',
                'verbose_name_plural': 'repeated requests',
            },
        ),
        migrations.AddConstraint(
            model_name='apitoken',
            constraint=models.UniqueConstraint(condition=models.Q(('revoked_at', None)), fields=('owner', 'organisation', 'name'), name='accounts_apitoken_name_once', violation_error_message='You already have a token of this name.'),
        ),
        migrations.AddConstraint(
            model_name='apitoken',
            constraint=models.CheckConstraint(condition=models.Q(('scopes__len__gte', 1)), name='accounts_apitoken_may_something', violation_error_message='Choose at least one thing that the token may do.'),
        ),
        migrations.AddConstraint(
            model_name='repeatedrequest',
            constraint=models.UniqueConstraint(fields=('token', 'key'), name='accounts_repeatedrequest_once', violation_error_message='A request with this key is already on its way.'),
        ),
    ]
