"""What every request and answer needs, whichever app it is for."""
