"""Fill the database of `make run` in one process, as starting Django three times is slow.

The output of `demo_day` (the logins) goes to standard output, everything else to standard error.
"""

import os
import sys


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "brusselshelps.settings")
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", interactive=False, stdout=sys.stderr)
    call_command("database_roles", stdout=sys.stderr)
    call_command("load_example", stdout=sys.stderr)
    call_command("demo_day", stdout=sys.stdout)


if __name__ == "__main__":
    main()
