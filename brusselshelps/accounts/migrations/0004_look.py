"""The trail: a line for every look at personal data, numbered, dated and chained by the database, and only ever added.

Each line holds the seal of the one before and is sealed with it, so a line that is changed or taken away shows
(`manage.py verify_access_log`). Lines are written one at a time: number and moment follow the order of the chain.
"""

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


# `Look.computed_digest` says the same in Python; no column but the last can hold a |.
CHAIN = """
create function accounts_look_chained() returns trigger language plpgsql as $$
declare
    last record;
begin
    perform pg_advisory_xact_lock(hashtext('brusselshelps.looks'));
    select id, at, seal into last from accounts_look order by id desc limit 1;
    new.id := coalesce(last.id, 0) + 1;
    new.at := greatest(clock_timestamp(), last.at);
    new.previous := coalesce(last.seal, '');
    new.seal := encode(sha256(convert_to(concat_ws('|',
        new.id, (extract(epoch from new.at) * 1000000)::bigint, new.by_id, new.role, coalesce(new.office_id::text, ''),
        new.place, new.what, array_to_string(new.rows, ','), new.outcome, new.previous), 'utf8')), 'hex');
    return new;
end $$;
create trigger chained before insert on accounts_look
    for each row execute function accounts_look_chained();

create function accounts_look_stays() returns trigger language plpgsql as $$
begin
    raise exception 'lines of the trail are only added' using errcode = 'restrict_violation';
end $$;
create trigger stays before update or delete on accounts_look
    for each row execute function accounts_look_stays();
create trigger stays_whole before truncate on accounts_look
    for each statement execute function accounts_look_stays();
"""
NO_CHAIN = """
drop trigger stays_whole on accounts_look;
drop trigger stays on accounts_look;
drop function accounts_look_stays();
drop trigger chained on accounts_look;
drop function accounts_look_chained();
"""
ROLES = [
    ("clerk", "back-office clerk"),
    ("lead", "back-office lead"),
    ("ministry", "ministry"),
    ("auditor", "auditor"),
    ("administrator", "administrator"),
]


class Migration(migrations.Migration):
    dependencies = [("accounts", "0003_second_wall"), ("reference", "0004_nearness_and_talk")]

    operations = [
        migrations.CreateModel(
            name="Look",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField(verbose_name="at")),
                ("role", models.CharField(choices=ROLES, max_length=20, verbose_name="role")),
                (
                    "place",
                    models.CharField(
                        choices=[
                            ("list", "in a list"),
                            ("search", "in what a search found"),
                            ("page", "on a page with details"),
                            ("candidates", "while a volunteer was sought"),
                            ("phone", "while a request was written down"),
                            ("elsewhere", "elsewhere"),
                        ],
                        max_length=10,
                        verbose_name="part of the tool",
                    ),
                ),
                ("what", models.CharField(max_length=60, verbose_name="kind of row")),
                (
                    "rows",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.BigIntegerField(), size=None, verbose_name="keys of the rows"
                    ),
                ),
                (
                    "outcome",
                    models.CharField(
                        choices=[("shown", "shown"), ("refused", "not shown")], max_length=7, verbose_name="outcome"
                    ),
                ),
                ("previous", models.CharField(max_length=64, verbose_name="seal of the line before")),
                ("seal", models.CharField(max_length=64, verbose_name="seal")),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="who",
                    ),
                ),
                (
                    "office",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="reference.partner",
                        verbose_name="back office",
                    ),
                ),
            ],
            options={
                "verbose_name": "look at personal data",
                "verbose_name_plural": "looks at personal data",
                "default_permissions": ("view",),
                "indexes": [
                    models.Index("at", "id", name="look_by_moment"),
                    models.Index("at", "id", name="look_refused", condition=models.Q(("outcome", "refused"))),
                    django.contrib.postgres.indexes.GinIndex("rows", name="look_at_row"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        name="look_names_a_kind", condition=models.Q(("what__regex", r"^[a-z_]+\.[a-z]+$"))
                    )
                ],
            },
        ),
        migrations.RunSQL(CHAIN, NO_CHAIN),
    ]
