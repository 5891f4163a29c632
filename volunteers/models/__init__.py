"""Volunteers, their candidacies and insurance; calls and sign-ups. Does not depend on requests."""

from volunteers.models.availability import Availability
from volunteers.models.call_for_volunteers import Call, SignUp
from volunteers.models.insurance import InsuranceCheck
from volunteers.models.volunteer import Candidacy, Volunteer, email_key_of

__all__ = ["Availability", "Call", "Candidacy", "InsuranceCheck", "SignUp", "Volunteer", "email_key_of"]
