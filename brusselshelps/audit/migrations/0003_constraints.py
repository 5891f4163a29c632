import django.contrib.postgres.indexes
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("audit", "0002_sql")]

    operations = [
        migrations.AddIndex(
            model_name="accesslogentry", index=models.Index(models.F("at"), models.F("id"), name="access_log_by_moment")
        ),
        migrations.AddIndex(
            model_name="accesslogentry",
            index=models.Index(
                models.F("at"), models.F("id"), condition=models.Q(("outcome", "refused")), name="access_log_refused"
            ),
        ),
        migrations.AddIndex(
            model_name="accesslogentry",
            index=django.contrib.postgres.indexes.GinIndex(models.F("rows"), name="access_log_by_row"),
        ),
        migrations.AddConstraint(
            model_name="accesslogentry",
            constraint=models.CheckConstraint(
                condition=models.Q(("what__regex", "^[a-z_]+\\.[a-z]+$")), name="access_log_names_a_model"
            ),
        ),
    ]
