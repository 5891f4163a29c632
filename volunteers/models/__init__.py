"""What is offered: volunteers, their candidacies and insurance; calls and sign-ups. Knows nothing of requests."""

from volunteers.models.call import Call, SignUp
from volunteers.models.insurance import InsuranceCheck
from volunteers.models.standby import Standby
from volunteers.models.volunteer import Candidacy, Volunteer, email_key_of

__all__ = ["Call", "Candidacy", "InsuranceCheck", "SignUp", "Standby", "Volunteer", "email_key_of"]
