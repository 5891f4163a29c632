import brusselshelps.people.search
import django.db.models.lookups
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("requests_app", "0002_sql")]

    operations = [
        migrations.AddIndex(
            model_name="handover",
            index=models.Index(
                models.F("request"),
                models.OrderBy(models.F("since"), descending=True),
                models.OrderBy(models.F("id"), descending=True),
                name="handover_newest_first",
            ),
        ),
        migrations.AddIndex(
            model_name="helprequest", index=models.Index(fields=["received_at", "id"], name="request_received")
        ),
        migrations.AddIndex(
            model_name="helprequest",
            index=models.Index(
                condition=models.Q(("set_aside_at", None)),
                fields=["state", "received_at", "id"],
                name="request_in_state",
            ),
        ),
        migrations.AddIndex(
            model_name="helprequest",
            index=models.Index(fields=["holder", "state", "received_at", "id"], name="request_held"),
        ),
        migrations.AddIndex(
            model_name="helprequest",
            index=models.Index(
                condition=models.Q(("clerk__isnull", False)),
                fields=["clerk", "state", "received_at", "id"],
                name="request_followed_up",
            ),
        ),
        migrations.AddIndex(
            model_name="helprequest",
            index=models.Index(
                condition=models.Q(("handled_at", None), ("holder", None), ("set_aside_at", None), ("state", "open")),
                fields=["received_at", "id"],
                name="request_in_intake",
            ),
        ),
        migrations.AddIndex(
            model_name="helprequest",
            index=models.Index(
                condition=models.Q(("set_aside_at__isnull", False)),
                fields=["received_at", "id"],
                name="request_set_aside",
            ),
        ),
        migrations.AddIndex(
            model_name="helprequest",
            index=models.Index(
                brusselshelps.people.search.LastDigits("on_behalf_phone"),
                condition=models.Q(("on_behalf_phone", ""), _negated=True),
                name="request_by_last_figures",
            ),
        ),
        migrations.AddConstraint(
            model_name="helprequest",
            constraint=models.CheckConstraint(
                condition=models.Q(("received_at__lte", models.F("recorded_at"))),
                name="request_received_before_recorded",
            ),
        ),
        migrations.AddConstraint(
            model_name="helprequest",
            constraint=models.CheckConstraint(
                condition=models.Q(("handled_at", None), ("handled_at__gte", models.F("received_at")), _connector="OR"),
                name="request_received_before_handled",
            ),
        ),
        migrations.AddConstraint(
            model_name="helprequest",
            constraint=models.CheckConstraint(
                condition=models.Q(("holder", None), ("handled_at__isnull", False), _connector="OR"),
                name="request_held_only_when_handled",
            ),
        ),
        migrations.AddConstraint(
            model_name="helprequest",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("on_behalf_name", ""), ("on_behalf_phone", ""), ("on_behalf_relation", "")),
                    ("on_behalf_agreed", True),
                    _connector="OR",
                ),
                name="request_on_behalf_only_when_agreed",
                violation_error_message="Ask the person first whether they agree.",
            ),
        ),
        migrations.AddIndex(
            model_name="requestitem", index=models.Index(fields=["request", "category"], name="item_of_request")
        ),
        migrations.AddConstraint(
            model_name="requestitem",
            constraint=models.UniqueConstraint(
                condition=models.Q(("set_aside_at", None)),
                fields=("request", "category"),
                name="item_once_per_category",
                violation_error_message="This category is already asked for.",
            ),
        ),
        migrations.AddConstraint(
            model_name="statuschange",
            constraint=models.CheckConstraint(
                condition=models.Q(("referred_to", ""), ("new", "referred"), _connector="OR"),
                name="change_refers_only_when_referred",
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
            constraint=models.UniqueConstraint(
                fields=("item", "volunteer"),
                name="match_volunteer_once_per_item",
                violation_error_message="This volunteer was already proposed for this item.",
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
        migrations.AddConstraint(
            model_name="organisationneed",
            constraint=models.CheckConstraint(
                condition=models.Q(("organisation__regex", "\\S")),
                name="need_names_an_organisation",
                violation_error_message="Fill in the name of your organisation.",
            ),
        ),
        migrations.AddConstraint(
            model_name="organisationneed",
            constraint=models.CheckConstraint(
                condition=models.Q(("received_at__lte", models.F("recorded_at"))), name="need_received_before_recorded"
            ),
        ),
        migrations.AddConstraint(
            model_name="organisationneed",
            constraint=models.CheckConstraint(
                condition=models.Q(("closed_at", None), ("closed_at__gte", models.F("received_at")), _connector="OR"),
                name="need_received_before_closed",
            ),
        ),
    ]
