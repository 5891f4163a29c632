"""Signing in: username and password, second factor, session, and the limits on guessing."""
