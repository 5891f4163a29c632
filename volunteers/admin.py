"""Register volunteers, calls and sign-ups with the desk; their admin classes are in `volunteers/desk`."""

from __future__ import annotations

from brusselshelps.desk.site import desk
from volunteers.desk.call_admin import CallAdmin, SignUpAdmin
from volunteers.desk.volunteer_admin import VolunteerAdmin
from volunteers.models import Call, SignUp, Volunteer

desk.register(Volunteer, VolunteerAdmin)
desk.register(Call, CallAdmin)
desk.register(SignUp, SignUpAdmin)
