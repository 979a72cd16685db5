"""A monitor may be let see cases, and therefore administers nothing in the same organisation."""

import django.contrib.postgres.constraints
import django.contrib.postgres.fields.ranges
from django.db import migrations, models


def end_monitoring(apps, schema_editor):
    """Ends the role of monitor of whoever is administrator in the same organisation; the rows stay."""
    membership = apps.get_model("accounts", "Membership")
    administrators = membership.objects.filter(
        user=models.OuterRef("user"), organisation=models.OuterRef("organisation"), role="administrator", is_active=True
    )
    membership.objects.filter(models.Exists(administrators), role="monitor", is_active=True).update(is_active=False)


class Migration(migrations.Migration):

    dependencies = [
        ('accounts', '0006_history'),
    ]

    operations = [
        migrations.RunPython(end_monitoring, migrations.RunPython.noop),
        migrations.RemoveConstraint(
            model_name='membership',
            name='accounts_membership_administrator_reads_no_case',
        ),
        migrations.AddConstraint(
            model_name='membership',
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(condition=models.Q(('is_active', True), ('role__in', ['administrator', 'case_worker', 'lead', 'custodian', 'monitor'])), expressions=[(models.Func(models.F('user'), models.F('user'), models.Value('[]'), function='int8range', output_field=django.contrib.postgres.fields.ranges.BigIntegerRangeField()), '&&'), (models.Func(models.F('organisation'), models.F('organisation'), models.Value('[]'), function='int8range', output_field=django.contrib.postgres.fields.ranges.BigIntegerRangeField()), '&&'), (models.Func(models.Case(models.When(role='case_worker', then=models.Value(1)), models.When(role='lead', then=models.Value(2)), models.When(role='custodian', then=models.Value(3)), models.When(role='monitor', then=models.Value(4)), default=models.Value(1)), models.Case(models.When(role='case_worker', then=models.Value(1)), models.When(role='lead', then=models.Value(2)), models.When(role='custodian', then=models.Value(3)), models.When(role='monitor', then=models.Value(4)), default=models.Value(4)), models.Value('[]'), function='int8range', output_field=django.contrib.postgres.fields.ranges.BigIntegerRangeField()), '&&')], name='accounts_membership_administrator_reads_no_case', violation_error_message='An administrator must never read a case. Nobody can be administrator and case worker, lead, monitor or keeper of identities in one organisation; end the other role first.'),
        ),
    ]
