"""Staff: who works with the platform, in which language, with which role, for which back office."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.validators import UnicodeUsernameValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from brusselshelps.reference.models import Language, Partner

from .roles import BACKOFFICE_ROLES, PERMISSIONS, Role


class UserManager(BaseUserManager["User"]):
    def create_user(self, username: str, password: str | None = None, **fields: Any) -> User:
        user = self.model(username=username, **fields)
        user.set_password(password)
        user.full_clean(exclude=["password"])
        user.save(using=self._db)
        return user

    def create_superuser(self, username: str, password: str | None = None, **fields: Any) -> User:
        """What `manage.py createsuperuser` makes: an administrator, who sees no persons."""
        return self.create_user(username, password, role=Role.ADMINISTRATOR, **fields)


class User(AbstractBaseUser):
    """A member of staff. Rights come from the role alone; nobody can be given more than a role gives."""

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

    objects = UserManager()

    USERNAME_FIELD = "username"
    is_staff = True

    class Meta:
        verbose_name = _("member of staff")
        verbose_name_plural = _("staff")
        ordering = ["username"]
        constraints = [
            models.CheckConstraint(
                name="user_backoffice_if_and_only_if_role_works_in_one",
                condition=Q(role__in=sorted(BACKOFFICE_ROLES), backoffice__isnull=False)
                | (~Q(role__in=sorted(BACKOFFICE_ROLES)) & Q(backoffice__isnull=True)),
                violation_error_message=_("Choose a back office for a clerk or a lead, and for nobody else."),
            ),
        ]

    def has_perm(self, permission: str, obj: object = None) -> bool:
        return self.is_active and permission in PERMISSIONS[self.role]

    def has_perms(self, permissions: list[str], obj: object = None) -> bool:
        return all(self.has_perm(permission) for permission in permissions)

    def has_module_perms(self, app_label: str) -> bool:
        return self.is_active and any(name.startswith(f"{app_label}.") for name in PERMISSIONS[self.role])

    @property
    def is_lead(self) -> bool:
        return self.role == Role.LEAD
