"""What every request and response needs, whichever app handles it."""
