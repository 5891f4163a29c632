"""The desk: who follows a request up, what its items say together, matches with a history, attempts, corrections."""

import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.lookups
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


# The state of a request is that of its neediest item, in the order of BY_NEED; withdrawn when all are set aside.
STATES = """
    select i.request_id, coalesce(
        (array_agg(i.state order by array_position(
            array['open', 'matched', 'done', 'referred', 'unmet', 'withdrawn'], i.state::text
        )) filter (where i.set_aside_at is null))[1], 'withdrawn') as state
    from requests_app_requestitem i {only} group by i.request_id
"""
FORWARD = f"""
create function requests_app_request_state() returns trigger language plpgsql as $$
begin
    update requests_app_helprequest r set state = s.state
    from ({STATES.format(only="where i.request_id in (select request_id from changed)")}) s
    where r.id = s.request_id and r.state <> s.state;
    return null;
end $$;
create trigger request_state_of_new_items after insert on requests_app_requestitem
    referencing new table as changed for each statement execute function requests_app_request_state();
create trigger request_state_of_changed_items after update on requests_app_requestitem
    referencing new table as changed for each statement execute function requests_app_request_state();
update requests_app_helprequest r set state = s.state
    from ({STATES.format(only="")}) s where r.id = s.request_id and r.state <> s.state;
"""
BACKWARD = """
drop trigger request_state_of_new_items on requests_app_requestitem;
drop trigger request_state_of_changed_items on requests_app_requestitem;
drop function requests_app_request_state();
"""


class Migration(migrations.Migration):
    dependencies = [
        ("requests_app", "0003_notes_and_needs"),
        ("volunteers", "0003_calls_on_the_website_and_pauses"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="ContactAttempt",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "whom",
                    models.CharField(
                        choices=[
                            ("resident", "the resident"),
                            ("asker", "who asks for the resident"),
                            ("volunteer", "the volunteer"),
                        ],
                        max_length=10,
                        verbose_name="who was called",
                    ),
                ),
                (
                    "outcome",
                    models.CharField(
                        choices=[
                            ("answered", "answered"),
                            ("no_answer", "no answer"),
                            ("wrong_number", "wrong number"),
                        ],
                        max_length=12,
                        verbose_name="outcome",
                    ),
                ),
                ("remark", models.CharField(blank=True, max_length=300, verbose_name="remark")),
                ("at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="at")),
                ("recorded_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="recorded at")),
            ],
            options={
                "verbose_name": "attempt to reach somebody",
                "verbose_name_plural": "attempts to reach somebody",
                "ordering": ["request", "at", "pk"],
            },
        ),
        migrations.CreateModel(
            name="Correction",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "columns",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=40), size=None, verbose_name="what was corrected"
                    ),
                ),
                ("at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="at")),
            ],
            options={
                "verbose_name": "correction",
                "verbose_name_plural": "corrections",
                "ordering": ["request", "at", "pk"],
            },
        ),
        migrations.CreateModel(
            name="MatchChange",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "old",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("proposed", "proposed"),
                            ("willing", "willing, insurance to be checked"),
                            ("accepted", "accepted"),
                            ("declined", "declined"),
                            ("lapsed", "not answered in time"),
                            ("cancelled", "cancelled"),
                            ("done", "done"),
                            ("no_show", "did not show up"),
                        ],
                        max_length=10,
                        verbose_name="from",
                    ),
                ),
                (
                    "new",
                    models.CharField(
                        choices=[
                            ("proposed", "proposed"),
                            ("willing", "willing, insurance to be checked"),
                            ("accepted", "accepted"),
                            ("declined", "declined"),
                            ("lapsed", "not answered in time"),
                            ("cancelled", "cancelled"),
                            ("done", "done"),
                            ("no_show", "did not show up"),
                        ],
                        max_length=10,
                        verbose_name="to",
                    ),
                ),
                ("at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="at")),
                ("recorded_at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="recorded at")),
            ],
            options={
                "verbose_name": "change of a match",
                "verbose_name_plural": "changes of matches",
                "ordering": ["match", "at", "pk"],
            },
        ),
        migrations.CreateModel(
            name="SettingAside",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("at", models.DateTimeField(default=django.utils.timezone.now, verbose_name="set aside at")),
                ("put_back_at", models.DateTimeField(blank=True, null=True, verbose_name="put back at")),
            ],
            options={
                "verbose_name": "setting aside",
                "verbose_name_plural": "settings aside",
                "ordering": ["request", "at", "pk"],
            },
        ),
        migrations.RemoveConstraint(
            model_name="match",
            name="match_active_once_per_item",
        ),
        migrations.RemoveConstraint(
            model_name="match",
            name="match_ends_one_way",
        ),
        migrations.RemoveConstraint(
            model_name="match",
            name="match_done_only_when_accepted",
        ),
        migrations.AddField(
            model_name="helprequest",
            name="clerk",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="followed up by",
            ),
        ),
        migrations.AddField(
            model_name="helprequest",
            name="state",
            field=models.CharField(
                choices=[
                    ("open", "open"),
                    ("matched", "matched"),
                    ("done", "done"),
                    ("unmet", "unmet"),
                    ("referred", "referred"),
                    ("withdrawn", "withdrawn"),
                ],
                db_default="open",
                default="open",
                editable=False,
                max_length=10,
                verbose_name="state",
            ),
        ),
        migrations.AddField(
            model_name="match",
            name="answer_by",
            field=models.DateTimeField(blank=True, null=True, verbose_name="answer expected by"),
        ),
        migrations.AddField(
            model_name="match",
            name="lapsed_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="not answered in time, at"),
        ),
        migrations.AddField(
            model_name="match",
            name="no_show_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="did not show up, at"),
        ),
        migrations.AddField(
            model_name="match",
            name="willing_at",
            field=models.DateTimeField(blank=True, null=True, verbose_name="willing since"),
        ),
        migrations.AddField(
            model_name="statuschange",
            name="referred_to",
            field=models.CharField(
                blank=True,
                choices=[
                    ("welfare", "the public centre for social welfare"),
                    ("doctor", "a doctor"),
                    ("other", "another service"),
                ],
                db_default="",
                max_length=10,
                verbose_name="referred to",
            ),
        ),
        migrations.AddIndex(
            model_name="match",
            index=models.Index(
                condition=models.Q(
                    ("cancelled_at", None),
                    ("declined_at", None),
                    ("done_at", None),
                    ("lapsed_at", None),
                    ("no_show_at", None),
                    ("accepted_at", None),
                ),
                fields=["answer_by"],
                name="match_to_be_answered",
            ),
        ),
        migrations.AddConstraint(
            model_name="match",
            constraint=models.UniqueConstraint(
                condition=models.Q(
                    ("cancelled_at", None),
                    ("declined_at", None),
                    ("done_at", None),
                    ("lapsed_at", None),
                    ("no_show_at", None),
                ),
                fields=("item",),
                name="match_active_once_per_item",
                violation_error_message="Another volunteer is already proposed for this item.",
            ),
        ),
        migrations.AddConstraint(
            model_name="match",
            constraint=models.CheckConstraint(
                condition=django.db.models.lookups.LessThanOrEqual(
                    models.Func(
                        models.F("done_at"),
                        models.F("no_show_at"),
                        models.F("cancelled_at"),
                        models.F("lapsed_at"),
                        models.F("declined_at"),
                        function="num_nonnulls",
                        output_field=models.IntegerField(),
                    ),
                    1,
                ),
                name="match_ends_one_way",
            ),
        ),
        migrations.AddConstraint(
            model_name="match",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("done_at", None), ("no_show_at", None)), ("accepted_at__isnull", False), _connector="OR"
                ),
                name="match_done_only_when_accepted",
            ),
        ),
        migrations.AddConstraint(
            model_name="statuschange",
            constraint=models.CheckConstraint(
                condition=models.Q(("referred_to", ""), ("new", "referred"), _connector="OR"),
                name="change_refers_only_when_referred",
            ),
        ),
        migrations.AddField(
            model_name="contactattempt",
            name="by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="by",
            ),
        ),
        migrations.AddField(
            model_name="contactattempt",
            name="match",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="attempts",
                to="requests_app.match",
                verbose_name="match",
            ),
        ),
        migrations.AddField(
            model_name="contactattempt",
            name="request",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="attempts",
                to="requests_app.helprequest",
                verbose_name="help request",
            ),
        ),
        migrations.AddField(
            model_name="correction",
            name="by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="by",
            ),
        ),
        migrations.AddField(
            model_name="correction",
            name="request",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="corrections",
                to="requests_app.helprequest",
                verbose_name="help request",
            ),
        ),
        migrations.AddField(
            model_name="matchchange",
            name="by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="by",
            ),
        ),
        migrations.AddField(
            model_name="matchchange",
            name="match",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="changes",
                to="requests_app.match",
                verbose_name="match",
            ),
        ),
        migrations.AddField(
            model_name="settingaside",
            name="by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="by",
            ),
        ),
        migrations.AddField(
            model_name="settingaside",
            name="put_back_by",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="put back by",
            ),
        ),
        migrations.AddField(
            model_name="settingaside",
            name="request",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="settings_aside",
                to="requests_app.helprequest",
                verbose_name="help request",
            ),
        ),
        migrations.AddConstraint(
            model_name="contactattempt",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("match__isnull", False), ("whom", "volunteer")),
                    models.Q(("match__isnull", True), ("whom__in", ["resident", "asker"])),
                    _connector="OR",
                ),
                name="attempt_volunteer_if_and_only_if_of_a_match",
            ),
        ),
        migrations.AddConstraint(
            model_name="settingaside",
            constraint=models.UniqueConstraint(
                condition=models.Q(("put_back_at", None)), fields=("request",), name="set_aside_once_at_a_time"
            ),
        ),
        migrations.RunSQL(FORWARD, BACKWARD),
    ]
