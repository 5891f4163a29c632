"""English formats for Brussels: the day before the month, and a 24-hour clock."""

DATE_FORMAT = "j F Y"
TIME_FORMAT = "H:i"
DATETIME_FORMAT = "j F Y, H:i"
SHORT_DATE_FORMAT = "j/m/Y"
SHORT_DATETIME_FORMAT = "j/m/Y H:i"
