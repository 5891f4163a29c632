"""First passwords and accounts that end by themselves; what was done to an account, never to be changed; counters."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


# Whoever writes such a row writes it for good, through the application or beside it.
ONLY_ADDED = """
create function accounts_only_added() returns trigger language plpgsql as $$
begin
    raise exception 'rows of % are only added', tg_table_name using errcode = 'restrict_violation';
end $$;
create trigger only_added before update or delete on accounts_accountchange
    for each row execute function accounts_only_added();
"""
NOT_ONLY_ADDED = """
drop trigger only_added on accounts_accountchange;
drop function accounts_only_added();
"""
# What Django's database cache reads and writes; as its own command createcachetable would make it.
COUNTER = """
create table accounts_counter (
    cache_key varchar(255) not null primary key, value text not null, expires timestamptz not null
);
create index accounts_counter_expires on accounts_counter (expires);
"""


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0001_initial"),
    ]

    operations = [
        migrations.AddField(
            model_name="user",
            name="ends_at",
            field=models.DateTimeField(editable=False, null=True, verbose_name="ends by itself at"),
        ),
        migrations.AddField(
            model_name="user",
            name="first_password_until",
            field=models.DateTimeField(
                editable=False,
                help_text="Set while the password is one that somebody else has seen; then nothing else can be done.",
                null=True,
                verbose_name="first password valid until",
            ),
        ),
        migrations.AlterField(
            model_name="user",
            name="role",
            field=models.CharField(
                choices=[
                    ("clerk", "back-office clerk"),
                    ("lead", "back-office lead"),
                    ("ministry", "ministry"),
                    ("auditor", "auditor"),
                    ("administrator", "administrator"),
                ],
                max_length=20,
                verbose_name="role",
            ),
        ),
        migrations.CreateModel(
            name="AccountChange",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "what",
                    models.CharField(
                        choices=[
                            ("opened", "opened"),
                            ("role", "other role"),
                            ("password", "new first password"),
                            ("second_factor", "second step to be set up again"),
                            ("ended", "ended"),
                            ("emergency", "emergency access from the server"),
                        ],
                        max_length=20,
                        verbose_name="what",
                    ),
                ),
                ("at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="at")),
                ("reason", models.TextField(blank=True, verbose_name="reason")),
                (
                    "account",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="changes",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="account",
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="by",
                    ),
                ),
            ],
            options={
                "verbose_name": "change of an account",
                "verbose_name_plural": "changes of accounts",
                "ordering": ["-at", "-pk"],
                "indexes": [
                    models.Index(models.F("at"), condition=models.Q(("what", "emergency")), name="account_emergency")
                ],
            },
        ),
        migrations.RunSQL(ONLY_ADDED, NOT_ONLY_ADDED),
        migrations.RunSQL(COUNTER, "drop table accounts_counter"),
    ]
