"""Staff accounts: their language, role and back office, and the changes made to them."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from allauth.mfa.models import Authenticator
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.validators import UnicodeUsernameValidator
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from brusselshelps.access.roles import BACKOFFICE_ROLES, PERMISSIONS, Role
from brusselshelps.accounts.encryption import new_password
from brusselshelps.accounts.usernames import UsernameOf
from brusselshelps.reference.models import Language, Partner

# Long enough to span a weekend; a password that somebody else has seen should not stay valid for longer.
FIRST_PASSWORD_LASTS = dt.timedelta(days=3)


class UserQuerySet(models.QuerySet["User"]):
    def visible_to(self, user: User) -> UserQuerySet:
        """The accounts this member of staff manages: a lead those of their own office, an administrator those of no
        office. For them, all other accounts do not exist."""
        if user.role == Role.LEAD and user.backoffice_id is not None:
            return self.filter(backoffice=user.backoffice_id)
        return self.filter(backoffice=None) if user.role == Role.ADMINISTRATOR else self.none()


class UserManager(BaseUserManager["User"]):
    def get_queryset(self) -> UserQuerySet:
        return UserQuerySet(self.model, using=self._db)

    def create_user(self, username: str, password: str | None = None, **fields: Any) -> User:
        user = self.model(username=username, **fields)
        user.set_password(password)
        user.full_clean(exclude=["password"])
        user.save(using=self._db)
        return user

    def create_superuser(self, *args: Any, **fields: Any) -> User:
        raise ValidationError("There are no superusers. Make the first account with: manage.py break_glass --help")


class User(AbstractBaseUser):
    """A member of staff. Permissions come from the role alone, and nobody can be given more than a role gives.

    Wrong passwords are counted in `sql/counter.sql`; `sql/usernames.sql` gives the username of whoever did something.
    """

    username = models.CharField(_("username"), max_length=150, unique=True, validators=[UnicodeUsernameValidator()])
    role = models.CharField(_("role"), max_length=20, choices=Role)
    backoffice = models.ForeignKey(
        Partner,
        models.PROTECT,
        null=True,
        blank=True,
        limit_choices_to={"runs_backoffice": True},
        verbose_name=_("back office"),
        related_name="staff",
    )
    language = models.CharField(_("language"), max_length=2, choices=Language, default=Language.NL)
    is_active = models.BooleanField(_("may sign in"), default=True)
    created_at = models.DateTimeField(_("created at"), default=timezone.now, editable=False)
    first_password_until = models.DateTimeField(
        _("first password valid until"),
        null=True,
        editable=False,
        help_text=_(
            "Set while the password is one that somebody else has seen; until it is changed, nothing else can be done."
        ),
    )
    ends_at = models.DateTimeField(_("ends automatically at"), null=True, editable=False)

    objects = UserManager()

    USERNAME_FIELD = "username"
    is_staff = True
    # About staff, not about residents or volunteers.
    FACTS = ("username", "password")

    class Meta:
        verbose_name = _("member of staff")
        verbose_name_plural = _("staff")
        ordering = ["username"]
        constraints = [
            models.CheckConstraint(
                name="user_backoffice_if_and_only_if_role_works_in_one",
                condition=Q(role__in=sorted(BACKOFFICE_ROLES), backoffice__isnull=False)
                | (~Q(role__in=sorted(BACKOFFICE_ROLES)) & Q(backoffice__isnull=True)),
                violation_error_message=_("A clerk and a lead need a back office; nobody else may have one."),
            ),
        ]

    def has_perm(self, permission: str, obj: models.Model | None = None) -> bool:
        return self.is_active and permission in PERMISSIONS[self.role]

    def has_perms(self, permissions: Iterable[str], obj: models.Model | None = None) -> bool:
        return all(self.has_perm(permission) for permission in permissions)

    def has_module_perms(self, app_label: str) -> bool:
        return self.is_active and any(name.startswith(f"{app_label}.") for name in PERMISSIONS[self.role])

    @property
    def is_lead(self) -> bool:
        return self.role == Role.LEAD

    @property
    def may_sign_in(self) -> bool:
        now = timezone.now()
        return self.is_active and all(end is None or now < end for end in (self.ends_at, self.first_password_until))

    @property
    def stamp(self) -> str:
        """Changes with every action, because each changes the password: so a form knows whether it was sent before."""
        return salted_hmac("brusselshelps.accounts.stamp", self.password, algorithm="sha256").hexdigest()[:16]

    @property
    def history(self) -> models.QuerySet[AccountChange]:
        return self.changes.annotate(who=UsernameOf("by"))

    def open(self, by: User) -> str:
        """Open a new account, or reopen one that had ended. Returns its first password, which cannot be read again
        anywhere."""
        if self.ends_at:
            raise ValidationError(_("This was emergency access, which has ended. Create a regular account."))
        self.is_active = True
        return self._give_first_password(AccountChange.What.OPENED, by)

    def give_first_password(self, by: User) -> str:
        """For a user who forgot theirs. It signs them out everywhere; their second factor stays."""
        return self._give_first_password(AccountChange.What.PASSWORD, by)

    def reset_second_factor(self, by: User) -> str:
        """For a user who lost it. Gives a first password too: otherwise, anyone who knows the current one could set up
        a second factor of their own."""
        return self._give_first_password(AccountChange.What.SECOND_FACTOR, by)

    @transaction.atomic
    def end(self, by: User) -> None:
        """Nobody can sign in from now on. The password is removed too, so that reopening the account revives no
        session."""
        self.is_active = False
        self.set_unusable_password()
        self.save()
        self.note(AccountChange.What.ENDED, by)

    @transaction.atomic
    def _give_first_password(self, what: AccountChange.What, by: User | None) -> str:
        if not self.is_active:
            raise ValidationError(_("This account has ended. Reopen it first."))
        password = new_password()
        self.set_password(password)
        self.first_password_until = timezone.now() + FIRST_PASSWORD_LASTS
        self.save()
        if what == AccountChange.What.SECOND_FACTOR:
            Authenticator.objects.filter(user=self).delete()
        self.note(what, by)
        return password

    def note(self, what: AccountChange.What, by: User | None, reason: str = "") -> None:
        AccountChange.objects.create(account=self, what=what, by=by, reason=reason)


class AccountChange(models.Model):
    """A change made to an account. Rows are only added; `sql/append_only_changes.sql` refuses everything else."""

    class What(models.TextChoices):
        OPENED = "opened", _("opened")
        ROLE = "role", _("role changed")
        PASSWORD = "password", _("new first password")
        SECOND_FACTOR = "second_factor", _("second step reset")
        ENDED = "ended", _("ended")
        EMERGENCY = "emergency", _("emergency access from the server")

    account = models.ForeignKey(User, models.PROTECT, related_name="changes", verbose_name=_("account"))
    what = models.CharField(_("what"), max_length=20, choices=What)
    at = models.DateTimeField(_("at"), default=timezone.now)
    by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", verbose_name=_("by"))
    reason = models.TextField(_("reason"), blank=True)

    # About staff: why an account was opened or ended.
    FACTS = ("reason",)

    class Meta:
        verbose_name = _("account change")
        verbose_name_plural = _("account changes")
        ordering = ["-at", "-pk"]
        indexes = [models.Index("at", name="account_emergency", condition=Q(what="emergency"))]

    def __str__(self) -> str:
        return f"#{self.pk}"
