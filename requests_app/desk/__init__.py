"""Help requests and needs of organisations at the desk; `panels` holds the sections of the help request page."""
