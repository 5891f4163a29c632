"""English as it is written in Brussels: the day before the month, and a clock of 24 hours."""

DATE_FORMAT = "j F Y"
TIME_FORMAT = "H:i"
DATETIME_FORMAT = "j F Y, H:i"
SHORT_DATE_FORMAT = "j/m/Y"
SHORT_DATETIME_FORMAT = "j/m/Y H:i"
