"""Retention: when to look at a person again, legal holds, a line a batch; and indexes of what is swept away."""

import django.db.models.deletion
import django.db.models.functions.datetime
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


# In the owner's name: whoever undoes a merge or ends a hold may write to no person.
FORWARD = """
create function people_look_again() returns trigger language plpgsql security definer
    set search_path = public, pg_temp as $$
begin
    update people_person set review_at = now()
    where id in (select (to_jsonb(new) ->> name)::bigint from unnest(tg_argv) name);
    return null;
end $$;
create trigger look_again after update of undone_at on people_personmerge for each row
    when (old.undone_at is null and new.undone_at is not null)
    execute function people_look_again('kept_id', 'merged_id');
create trigger look_again after update of ended_at on people_legalhold for each row
    when (old.ended_at is null and new.ended_at is not null)
    execute function people_look_again('person_id');
"""
BACKWARD = """
drop trigger look_again on people_legalhold;
drop trigger look_again on people_personmerge;
drop function people_look_again();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("people", "0006_find_by_phone_and_name"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="LegalHold",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("reason", models.CharField(blank=True, max_length=300, verbose_name="reason")),
                ("since", models.DateTimeField(default=django.utils.timezone.now, verbose_name="since")),
                (
                    "until",
                    models.DateField(
                        blank=True,
                        help_text="Empty: until somebody ends it.",
                        null=True,
                        verbose_name="up to and including",
                    ),
                ),
                ("ended_at", models.DateTimeField(blank=True, null=True, verbose_name="ended at")),
            ],
            options={
                "verbose_name": "legal hold",
                "verbose_name_plural": "legal holds",
            },
        ),
        migrations.CreateModel(
            name="RetentionBatch",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="at")),
                (
                    "what",
                    models.CharField(
                        choices=[
                            ("forgotten", "persons forgotten"),
                            ("asks", "residents whose words were emptied"),
                            ("offers", "volunteers whose data as volunteer were emptied"),
                            ("organisation", "contacts of organisations whose words were emptied"),
                            ("notice", "volunteers told beforehand"),
                            ("links", "signed links that had expired"),
                            ("submissions", "traces of forms sent"),
                            ("counts", "counts of forms per network"),
                            ("sessions", "sessions that had ended"),
                            ("jobs", "finished jobs"),
                        ],
                        max_length=20,
                        verbose_name="what",
                    ),
                ),
                ("number", models.PositiveIntegerField(verbose_name="how many")),
                ("columns", models.PositiveIntegerField(default=0, verbose_name="fields emptied")),
                ("dry_run", models.BooleanField(default=False, verbose_name="dry run")),
            ],
            options={
                "verbose_name": "batch of retention",
                "verbose_name_plural": "batches of retention",
            },
        ),
        migrations.AddField(
            model_name="person",
            name="erasure_requested_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="asked to be forgotten at"),
        ),
        migrations.AddField(
            model_name="person",
            name="review_at",
            field=models.DateTimeField(db_default=django.db.models.functions.datetime.Now(), editable=False),
        ),
        migrations.AddField(
            model_name="person",
            name="last_activity_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="last sign of life at"),
        ),
        migrations.AddField(
            model_name="person",
            name="notified_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="told beforehand at"),
        ),
        migrations.AddIndex(
            model_name="link",
            index=models.Index(fields=["expires_at"], name="link_by_end"),
        ),
        migrations.AddIndex(
            model_name="person",
            index=models.Index(
                models.F("review_at"),
                models.F("id"),
                condition=models.Q(("erased_at", None)),
                name="person_to_look_at",
            ),
        ),
        migrations.AddIndex(
            model_name="submission",
            index=models.Index(fields=["at"], name="submission_by_age"),
        ),
        migrations.AddField(
            model_name="legalhold",
            name="by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="by",
            ),
        ),
        migrations.AddField(
            model_name="legalhold",
            name="ended_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="ended by",
            ),
        ),
        migrations.AddField(
            model_name="legalhold",
            name="person",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="holds",
                to="people.person",
                verbose_name="person",
            ),
        ),
        migrations.AddIndex(
            model_name="retentionbatch",
            index=models.Index(fields=["at", "id"], name="retention_batch_in_order"),
        ),
        migrations.AddConstraint(
            model_name="legalhold",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("ended_at", None), ("ended_by", None)),
                    models.Q(("ended_at__isnull", False), ("ended_by__isnull", False)),
                    _connector="OR",
                ),
                name="hold_ended_by_somebody",
            ),
        ),
        migrations.RunSQL(FORWARD, BACKWARD),
    ]
