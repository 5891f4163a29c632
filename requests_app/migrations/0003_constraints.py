"""Constraints on help requests and matches; and the indexes of the lists."""

from django.db import migrations
from django.db.models import CheckConstraint, F, Func, Index, IntegerField, Q, UniqueConstraint
from django.db.models.lookups import LessThanOrEqual

from brusselshelps.migration_helpers import rules
from brusselshelps.people.search import LastDigits


class Migration(migrations.Migration):
    dependencies = [("requests_app", "0002_sql")]

    operations = [
        *rules("Handover", Index("request", F("since").desc(), F("id").desc(), name="handover_newest_first")),
        *rules(
            "HelpRequest",
            Index(name="request_received", fields=["received_at", "id"]),
            Index(name="request_in_state", fields=["state", "received_at", "id"], condition=Q(set_aside_at=None)),
            Index(name="request_held", fields=["holder", "state", "received_at", "id"]),
            Index(
                name="request_followed_up",
                fields=["clerk", "state", "received_at", "id"],
                condition=Q(clerk__isnull=False),
            ),
            Index(
                name="request_in_intake",
                fields=["received_at", "id"],
                condition=Q(handled_at=None, holder=None, set_aside_at=None, state="open"),
            ),
            Index(name="request_set_aside", fields=["received_at", "id"], condition=Q(set_aside_at__isnull=False)),
            Index(LastDigits("on_behalf_phone"), name="request_by_last_figures", condition=~Q(on_behalf_phone="")),
            CheckConstraint(name="request_received_before_recorded", condition=Q(received_at__lte=F("recorded_at"))),
            CheckConstraint(
                name="request_received_before_handled",
                condition=Q(handled_at=None) | Q(handled_at__gte=F("received_at")),
            ),
            CheckConstraint(
                name="request_held_only_when_handled", condition=Q(holder=None) | Q(handled_at__isnull=False)
            ),
            CheckConstraint(
                name="request_on_behalf_only_when_agreed",
                condition=Q(on_behalf_name="", on_behalf_phone="", on_behalf_relation="") | Q(on_behalf_agreed=True),
                violation_error_message="First ask the person whether they agree.",
            ),
        ),
        *rules(
            "RequestItem",
            Index(name="item_of_request", fields=["request", "category"]),
            UniqueConstraint(
                name="item_once_per_category",
                fields=["request", "category"],
                condition=Q(set_aside_at=None),
                violation_error_message="This category has already been asked for.",
            ),
        ),
        *rules(
            "StatusChange",
            CheckConstraint(name="change_refers_only_when_referred", condition=Q(referred_to="") | Q(new="referred")),
        ),
        *rules(
            "Match",
            Index(
                name="match_to_be_answered",
                fields=["answer_by"],
                condition=Q(cancelled_at=None, declined_at=None, done_at=None, lapsed_at=None, no_show_at=None)
                & Q(accepted_at=None),
            ),
            UniqueConstraint(
                name="match_active_once_per_item",
                fields=["item"],
                condition=Q(cancelled_at=None, declined_at=None, done_at=None, lapsed_at=None, no_show_at=None),
                violation_error_message="Another volunteer has already been proposed for this item.",
            ),
            UniqueConstraint(
                name="match_volunteer_once_per_item",
                fields=["item", "volunteer"],
                violation_error_message="This volunteer has already been proposed for this item.",
            ),
            CheckConstraint(
                name="match_ends_one_way",
                condition=LessThanOrEqual(
                    Func(
                        F("done_at"),
                        F("no_show_at"),
                        F("cancelled_at"),
                        F("lapsed_at"),
                        F("declined_at"),
                        function="num_nonnulls",
                        output_field=IntegerField(),
                    ),
                    1,
                ),
            ),
            CheckConstraint(
                name="match_done_only_when_accepted",
                condition=Q(done_at=None, no_show_at=None) | Q(accepted_at__isnull=False),
            ),
        ),
        *rules(
            "ContactAttempt",
            CheckConstraint(
                name="attempt_volunteer_if_and_only_if_of_a_match",
                condition=Q(match__isnull=False, whom="volunteer")
                | Q(match__isnull=True, whom__in=["resident", "asker"]),
            ),
        ),
        *rules(
            "SettingAside",
            UniqueConstraint(name="set_aside_once_at_a_time", fields=["request"], condition=Q(put_back_at=None)),
        ),
        *rules(
            "OrganisationNeed",
            CheckConstraint(
                name="need_names_an_organisation",
                condition=Q(organisation__regex=r"\S"),
                violation_error_message="Enter the name of your organisation.",
            ),
            CheckConstraint(name="need_received_before_recorded", condition=Q(received_at__lte=F("recorded_at"))),
            CheckConstraint(
                name="need_received_before_closed", condition=Q(closed_at=None) | Q(closed_at__gte=F("received_at"))
            ),
        ),
    ]
