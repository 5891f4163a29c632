"""Signing in: a name and a password, a second factor, the session, and the limits on guessing."""
