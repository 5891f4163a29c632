"""Who can be asked today, kept by triggers on what it follows from."""

import django.db.models.deletion
from django.db import migrations, models


# What stands in the table for a set of volunteers. Both deletes and inserts under the lock of the volunteers, so that
# two changes at once come one after the other.
FORWARD = """
create function volunteers_availability_of(keys bigint[]) returns void language plpgsql as $$
begin
    perform from volunteers_volunteer where id = any(keys) order by id for no key update;
    delete from volunteers_availability where volunteer_id = any(keys);
    insert into volunteers_availability (volunteer_id, category_id, language, locality_id, active_matches, asked_at)
    select v.id, c.category_id, spoken.language, v.locality_id, v.active_matches, v.asked_at
    from volunteers_volunteer v
    join people_person p on p.id = v.person_id
    join volunteers_candidacy c on c.volunteer_id = v.id and c.until is null
    cross join lateral (select '' union select p.contact_language union select unnest(p.languages)) spoken(language)
    where v.id = any(keys) and v.active_matches < v.max_active and p.erased_at is null;
end $$;

create function volunteers_candidacy_standby() returns trigger language plpgsql as $$
begin
    perform volunteers_availability_of(array(select distinct volunteer_id from changed));
    return null;
end $$;
create trigger standby_of_new_candidacies after insert on volunteers_candidacy
    referencing new table as changed for each statement execute function volunteers_candidacy_standby();
create trigger standby_of_changed_candidacies after update on volunteers_candidacy
    referencing new table as changed for each statement execute function volunteers_candidacy_standby();
create trigger standby_of_deleted_candidacies after delete on volunteers_candidacy
    referencing old table as changed for each statement execute function volunteers_candidacy_standby();

create function volunteers_volunteer_standby() returns trigger language plpgsql as $$
begin
    perform volunteers_availability_of(array[new.id]);
    return null;
end $$;
create trigger standby_of_volunteer after update of locality_id, max_active, active_matches, asked_at
    on volunteers_volunteer for each row when (
        (old.locality_id, old.max_active, old.active_matches, old.asked_at)
        is distinct from (new.locality_id, new.max_active, new.active_matches, new.asked_at)
    ) execute function volunteers_volunteer_standby();

create function volunteers_person_standby() returns trigger language plpgsql as $$
begin
    perform volunteers_availability_of(array(select id from volunteers_volunteer where person_id = new.id));
    return null;
end $$;
create trigger standby_of_person after update of languages, contact_language, erased_at
    on people_person for each row when (
        (old.languages, old.contact_language, old.erased_at)
        is distinct from (new.languages, new.contact_language, new.erased_at)
    ) execute function volunteers_person_standby();

select volunteers_availability_of(array(select id from volunteers_volunteer));
"""
BACKWARD = """
drop trigger standby_of_person on people_person;
drop trigger standby_of_volunteer on volunteers_volunteer;
drop trigger standby_of_new_candidacies on volunteers_candidacy;
drop trigger standby_of_changed_candidacies on volunteers_candidacy;
drop trigger standby_of_deleted_candidacies on volunteers_candidacy;
drop function volunteers_person_standby();
drop function volunteers_volunteer_standby();
drop function volunteers_candidacy_standby();
drop function volunteers_availability_of(bigint[]);
"""


class Migration(migrations.Migration):
    dependencies = [
        ("reference", "0004_nearness_and_talk"),
        ("volunteers", "0004_active_matches"),
    ]

    operations = [
        migrations.CreateModel(
            name="Standby",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "language",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("nl", "nl"),
                            ("fr", "fr"),
                            ("en", "en"),
                            ("ar", "ar"),
                            ("bg", "bg"),
                            ("de", "de"),
                            ("el", "el"),
                            ("es", "es"),
                            ("it", "it"),
                            ("ln", "ln"),
                            ("pl", "pl"),
                            ("pt", "pt"),
                            ("ro", "ro"),
                            ("ru", "ru"),
                            ("sq", "sq"),
                            ("tr", "tr"),
                            ("uk", "uk"),
                            ("rif", "rif"),
                            ("zh", "zh"),
                        ],
                        max_length=3,
                        verbose_name="language",
                    ),
                ),
                ("active_matches", models.PositiveSmallIntegerField(verbose_name="matches now")),
                ("asked_at", models.DateTimeField(null=True, verbose_name="last asked at")),
                (
                    "category",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="reference.category",
                        verbose_name="help category",
                    ),
                ),
                (
                    "locality",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="reference.locality",
                        verbose_name="locality",
                    ),
                ),
                (
                    "volunteer",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="volunteers.volunteer",
                        verbose_name="volunteer",
                    ),
                ),
            ],
            options={
                "verbose_name": "volunteer on standby",
                "verbose_name_plural": "volunteers on standby",
                "indexes": [
                    models.Index(
                        models.F("category"),
                        models.F("language"),
                        models.F("locality"),
                        models.F("active_matches"),
                        models.OrderBy(models.F("asked_at"), nulls_first=True),
                        models.F("volunteer"),
                        name="standby_in_order",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("volunteer", "category", "language"), name="standby_once")
                ],
            },
        ),
        migrations.RunSQL(FORWARD, BACKWARD),
    ]
