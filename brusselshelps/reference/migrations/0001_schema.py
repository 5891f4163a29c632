import django.contrib.postgres.fields.ranges
import django.core.validators
import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Category",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("slug", models.SlugField(max_length=40, unique=True, verbose_name="code")),
                (
                    "position",
                    models.PositiveSmallIntegerField(unique=True, verbose_name="place in the published order"),
                ),
                ("residents_may_ask", models.BooleanField(default=True, verbose_name="residents may ask for it")),
                ("report", models.CharField(blank=True, max_length=100, verbose_name="label in the figures")),
                (
                    "report_nl",
                    models.CharField(blank=True, max_length=100, null=True, verbose_name="label in the figures"),
                ),
                (
                    "report_fr",
                    models.CharField(blank=True, max_length=100, null=True, verbose_name="label in the figures"),
                ),
                (
                    "report_en",
                    models.CharField(blank=True, max_length=100, null=True, verbose_name="label in the figures"),
                ),
                ("ask", models.CharField(blank=True, max_length=100, verbose_name="label for who asks")),
                ("ask_nl", models.CharField(blank=True, max_length=100, null=True, verbose_name="label for who asks")),
                ("ask_fr", models.CharField(blank=True, max_length=100, null=True, verbose_name="label for who asks")),
                ("ask_en", models.CharField(blank=True, max_length=100, null=True, verbose_name="label for who asks")),
                ("offer", models.CharField(blank=True, max_length=100, verbose_name="label for who offers")),
                (
                    "offer_nl",
                    models.CharField(blank=True, max_length=100, null=True, verbose_name="label for who offers"),
                ),
                (
                    "offer_fr",
                    models.CharField(blank=True, max_length=100, null=True, verbose_name="label for who offers"),
                ),
                (
                    "offer_en",
                    models.CharField(blank=True, max_length=100, null=True, verbose_name="label for who offers"),
                ),
                ("question", models.CharField(blank=True, max_length=150, verbose_name="question for who asks")),
                (
                    "question_nl",
                    models.CharField(blank=True, max_length=150, null=True, verbose_name="question for who asks"),
                ),
                (
                    "question_fr",
                    models.CharField(blank=True, max_length=150, null=True, verbose_name="question for who asks"),
                ),
                (
                    "question_en",
                    models.CharField(blank=True, max_length=150, null=True, verbose_name="question for who asks"),
                ),
                (
                    "talking_matters",
                    models.BooleanField(
                        default=False,
                        help_text="Then volunteers who speak a language of the resident are proposed first.",
                        verbose_name="a language in common matters",
                    ),
                ),
            ],
            options={
                "verbose_name": "help category",
                "verbose_name_plural": "help categories",
                "ordering": ["position"],
            },
        ),
        migrations.CreateModel(
            name="CategoryPolicy",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "category",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="policies",
                        to="reference.category",
                        verbose_name="help category",
                    ),
                ),
                (
                    "valid",
                    django.contrib.postgres.fields.ranges.DateRangeField(
                        help_text="From the first day up to, not including, the last one.", verbose_name="in force"
                    ),
                ),
                (
                    "registration",
                    models.CharField(
                        choices=[
                            ("registration", "registration as a volunteer"),
                            ("sign_up", "sign-up, without registration"),
                            ("personal_contact", "personal contact only"),
                            ("closed", "closed"),
                        ],
                        max_length=20,
                        verbose_name="registration",
                    ),
                ),
                (
                    "insurance",
                    models.CharField(
                        choices=[("asked", "asked"), ("exempt", "exempt")], max_length=10, verbose_name="insurance"
                    ),
                ),
                (
                    "verification",
                    models.CharField(
                        choices=[
                            ("none", "not checked"),
                            ("self", "the volunteer’s own word"),
                            ("phone", "asked by phone"),
                            ("document", "a document"),
                        ],
                        default="none",
                        max_length=10,
                        verbose_name="how insurance is checked",
                    ),
                ),
                ("reason", models.CharField(blank=True, max_length=300, verbose_name="reason")),
            ],
            options={"verbose_name": "policy", "verbose_name_plural": "policies", "ordering": ["category", "valid"]},
        ),
        migrations.CreateModel(
            name="Commune",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "nis",
                    models.CharField(
                        max_length=5,
                        unique=True,
                        validators=[django.core.validators.RegexValidator("^\\d{5}$", "Fill in five digits.")],
                        verbose_name="NIS code",
                    ),
                ),
                ("name", models.CharField(blank=True, max_length=100, verbose_name="name")),
                ("name_nl", models.CharField(blank=True, max_length=100, null=True, verbose_name="name")),
                ("name_fr", models.CharField(blank=True, max_length=100, null=True, verbose_name="name")),
                ("name_en", models.CharField(blank=True, max_length=100, null=True, verbose_name="name")),
            ],
            options={"verbose_name": "commune", "verbose_name_plural": "communes", "ordering": ["nis"]},
        ),
        migrations.CreateModel(
            name="Locality",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "postcode",
                    models.CharField(
                        max_length=4,
                        unique=True,
                        validators=[django.core.validators.RegexValidator("^\\d{4}$", "Fill in four digits.")],
                        verbose_name="postcode",
                    ),
                ),
                ("name", models.CharField(blank=True, max_length=100, verbose_name="name")),
                ("name_nl", models.CharField(blank=True, max_length=100, null=True, verbose_name="name")),
                ("name_fr", models.CharField(blank=True, max_length=100, null=True, verbose_name="name")),
                ("name_en", models.CharField(blank=True, max_length=100, null=True, verbose_name="name")),
                (
                    "x_km",
                    models.FloatField(
                        blank=True,
                        help_text="Of the north-west corner of the Region.",
                        null=True,
                        verbose_name="kilometres to the east",
                    ),
                ),
                (
                    "y_km",
                    models.FloatField(
                        blank=True,
                        help_text="Of the north-west corner of the Region; measured on a map. Volunteers who live near are proposed first. Leave both distances empty if you do not know them.",
                        null=True,
                        verbose_name="kilometres to the south",
                    ),
                ),
                (
                    "communes",
                    models.ManyToManyField(related_name="localities", to="reference.commune", verbose_name="communes"),
                ),
            ],
            options={"verbose_name": "locality", "verbose_name_plural": "localities", "ordering": ["postcode"]},
        ),
        migrations.CreateModel(
            name="Partner",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("slug", models.SlugField(max_length=40, unique=True, verbose_name="code")),
                ("name", models.CharField(blank=True, max_length=150, verbose_name="name")),
                ("name_nl", models.CharField(blank=True, max_length=150, null=True, verbose_name="name")),
                ("name_fr", models.CharField(blank=True, max_length=150, null=True, verbose_name="name")),
                ("name_en", models.CharField(blank=True, max_length=150, null=True, verbose_name="name")),
                ("runs_backoffice", models.BooleanField(default=False, verbose_name="runs a back office")),
            ],
            options={"verbose_name": "partner", "verbose_name_plural": "partners", "ordering": ["pk"]},
        ),
        migrations.CreateModel(
            name="Suspension",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("since", models.DateTimeField(default=django.utils.timezone.now, verbose_name="since")),
                (
                    "until",
                    models.DateTimeField(
                        blank=True, help_text="Empty: until somebody ends it.", null=True, verbose_name="until"
                    ),
                ),
                (
                    "text",
                    models.TextField(
                        blank=True,
                        help_text="Shown on the home page and in place of the forms. Empty: the pages say to call us.",
                        max_length=600,
                        verbose_name="what to do instead",
                    ),
                ),
                (
                    "text_nl",
                    models.TextField(
                        blank=True,
                        help_text="Shown on the home page and in place of the forms. Empty: the pages say to call us.",
                        max_length=600,
                        null=True,
                        verbose_name="what to do instead",
                    ),
                ),
                (
                    "text_fr",
                    models.TextField(
                        blank=True,
                        help_text="Shown on the home page and in place of the forms. Empty: the pages say to call us.",
                        max_length=600,
                        null=True,
                        verbose_name="what to do instead",
                    ),
                ),
                (
                    "text_en",
                    models.TextField(
                        blank=True,
                        help_text="Shown on the home page and in place of the forms. Empty: the pages say to call us.",
                        max_length=600,
                        null=True,
                        verbose_name="what to do instead",
                    ),
                ),
            ],
            options={"verbose_name": "suspension", "verbose_name_plural": "suspensions", "ordering": ["-since"]},
        ),
    ]
