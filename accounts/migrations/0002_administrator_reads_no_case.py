"""Nobody administers an organisation and reads its cases; where somebody did, the reading ends."""

import django.contrib.postgres.constraints
import django.contrib.postgres.fields.ranges
from django.db import migrations, models


def end_reading(apps, schema_editor):
    """Ends the case roles of whoever is administrator in the same organisation; the rows stay."""
    membership = apps.get_model("accounts", "Membership")
    administrators = membership.objects.filter(
        user=models.OuterRef("user"), organisation=models.OuterRef("organisation"), role="administrator", is_active=True
    )
    mixed = membership.objects.filter(models.Exists(administrators), role__in=["case_worker", "lead"], is_active=True)
    mixed.update(is_active=False)


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0001_initial'),
    ]

    operations = [
        migrations.RunPython(end_reading, migrations.RunPython.noop),
        migrations.AddConstraint(
            model_name='membership',
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(condition=models.Q(('is_active', True), ('role__in', ['administrator', 'case_worker', 'lead'])), expressions=[(models.Func(models.F('user'), models.F('user'), models.Value('[]'), function='int8range', output_field=django.contrib.postgres.fields.ranges.BigIntegerRangeField()), '&&'), (models.Func(models.F('organisation'), models.F('organisation'), models.Value('[]'), function='int8range', output_field=django.contrib.postgres.fields.ranges.BigIntegerRangeField()), '&&'), (models.Func(models.Case(models.When(role='case_worker', then=models.Value(1)), models.When(role='lead', then=models.Value(2)), default=models.Value(1)), models.Case(models.When(role='case_worker', then=models.Value(1)), models.When(role='lead', then=models.Value(2)), default=models.Value(2)), models.Value('[]'), function='int8range', output_field=django.contrib.postgres.fields.ranges.BigIntegerRangeField()), '&&')], name='accounts_membership_administrator_reads_no_case', violation_error_message='An administrator must never read a case. Nobody can be administrator and case worker or lead in one organisation; end the other role first.'),
        ),
    ]
