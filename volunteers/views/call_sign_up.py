"""Signing up for a call or a category, the confirmation, and the pages shown when sign-up is not possible."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from brusselshelps.people.forms.base import PublicForm
from brusselshelps.people.forms.views import PublicFormView, sent_page
from brusselshelps.reference.models import Category, CategoryPolicy
from volunteers.forms.call_sign_up import SignUpForm
from volunteers.models.call_for_volunteers import Call

Registration = CategoryPolicy.Registration


class SignUpView(PublicFormView):
    form_class = SignUpForm
    template_name = "volunteers/sign_up.html"
    sent_url = "signed_up"
    target: Call | Category

    def get_form(self, form_class: type[PublicForm] | None = None) -> PublicForm:
        form: SignUpForm = super().get_form(form_class)
        form.target = self.target
        return form

    def get_context_data(self, **context: object) -> dict[str, object]:
        title = self.target.title if isinstance(self.target, Call) else self.target.offer
        return super().get_context_data(target=self.target, title=title, **context)


class CallView(SignUpView):
    """Sign up for a call while it is open on the website; afterwards a page says that it is over."""

    def dispatch(self, request: HttpRequest, slug: str) -> HttpResponseBase:
        call = Call.objects.open().filter(slug=slug).first()
        if call is None:
            over = get_object_or_404(Call.objects.over(), slug=slug)
            return render(request, "volunteers/sign_up_over.html", {"target": over}, status=410)
        self.target = call
        return super().dispatch(request, slug=slug)


class CategoryView(SignUpView):
    """Sign up for a category if its policy today allows it; the policy may require registration, or be closed."""

    def dispatch(self, request: HttpRequest, slug: str) -> HttpResponseBase:
        category = get_object_or_404(Category.objects.for_form(timezone.localdate()), slug=slug)
        if category.registration == Registration.REGISTRATION:
            return redirect("register")
        if category.registration != Registration.SIGN_UP:
            by_contact = category.registration == Registration.PERSONAL_CONTACT
            context = {"target": category, "by_contact": by_contact}
            return render(request, "volunteers/sign_up_closed.html", context)
        self.target = category
        return super().dispatch(request, slug=slug)


@require_safe
def signed_up(request: HttpRequest, reference: str) -> HttpResponse:
    """Confirm a sign-up; the page is the same for every reference with a valid check character."""
    return sent_page(request, "volunteers/signed_up.html", reference, link=None)
