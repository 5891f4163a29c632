"""Help requests and needs of organisations at the desk; `panels` has the subjects of the page of a help request."""
