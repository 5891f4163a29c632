"""The desk for help requests: each file holds one part of the work; `requests_app.admin` puts them together."""
