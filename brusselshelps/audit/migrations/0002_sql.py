from django.db import migrations

from brusselshelps.migration_helpers import run_sql


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_schema")]

    operations = [
        run_sql(
            "brusselshelps/audit/sql/hash_chain.sql",
            reverse="drop function audit_chain_entry(), audit_refuse_change() cascade",
        )
    ]
