from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("accounts", "0002_sql")]

    operations = [
        migrations.AddConstraint(
            model_name="user",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("backoffice__isnull", False), ("role__in", ["clerk", "lead"])),
                    models.Q(models.Q(("role__in", ["clerk", "lead"]), _negated=True), ("backoffice__isnull", True)),
                    _connector="OR",
                ),
                name="user_backoffice_if_and_only_if_role_works_in_one",
                violation_error_message="Choose a back office for a clerk or a lead, and for nobody else.",
            ),
        ),
        migrations.AddIndex(
            model_name="accountchange",
            index=models.Index(models.F("at"), condition=models.Q(("what", "emergency")), name="account_emergency"),
        ),
    ]
