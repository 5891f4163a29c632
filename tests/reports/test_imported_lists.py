"""Random lists with known counts give exactly those counts, for any day, once they are imported."""

from __future__ import annotations

import csv
import datetime as dt
import io
import random
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

from reports.figures import as_data, as_of, figures

pytestmark = pytest.mark.django_db

FIRST, DAYS = dt.date(2020, 3, 1), 60
OFFERED = ("phone", "letter", "shopping", "pharmacy", "post_office", "drawing", "video", "dog", "masks")
ASKED = OFFERED[:-1]
INSIDE = ("1000", "1020", "1040", "1050", "1120", "1190", "1210")
Row = dict[str, Any]


def made_up(seed: int) -> tuple[list[Row], list[Row]]:
    dice = random.Random(seed)
    return [volunteer(dice, n) for n in range(200)], [request(dice, n) for n in range(200)]


def moment(dice: random.Random, day: dt.date) -> str:
    """A time on this day, often around midnight, where a mistake would move it to another day."""
    clock = dice.choice(("00:00", "23:59:59", "00:30", f"{dice.randrange(24):02}:{dice.randrange(60):02}"))
    return f"{day.isoformat()}T{clock}"


def volunteer(dice: random.Random, number: int) -> Row:
    day = FIRST + dt.timedelta(days=dice.randrange(DAYS))
    country = dice.choice(("", "BE", "BE", "CH"))
    return {
        "external_ref": f"V{number}",
        "registered_at": moment(dice, day),
        "email": f"volunteer{number}@example.org",
        "postcode": dice.choice((*INSIDE, "9000", "")),
        "country": country,
        "language": dice.choice(("nl", "fr", "en")),
        "categories": "|".join(dice.choices(OFFERED, k=dice.randint(1, 4))),
    }


def request(dice: random.Random, number: int) -> Row:
    received = FIRST + dt.timedelta(days=dice.randrange(DAYS))
    handled = received + dt.timedelta(days=dice.randint(1, 9)) if dice.random() < 0.7 else None
    return {
        "external_ref": f"R{number}",
        "received_at": moment(dice, received),
        "phone": "0470/12 34 56",
        "postcode": dice.choice(INSIDE),
        "language": "fr",
        "categories": "|".join(dice.choices(ASKED, k=dice.randint(1, 3))),
        "backoffice": dice.choice(("vgc", "cocof", "")) if handled else "",
        "handled_at": handled.isoformat() if handled else "",
    }


def store(kind: str, rows: list[Row], folder: Path) -> None:
    file = folder / f"{kind}.csv"
    with file.open("w", encoding="utf-8", newline="") as lines:
        sheet = csv.DictWriter(lines, fieldnames=rows[0])
        sheet.writeheader()
        sheet.writerows(rows)
    call_command(f"import_{kind}", str(file), stdout=io.StringIO(), stderr=io.StringIO())


def day_of(row: Row, column: str) -> str:
    return str(row[column])[:10]


def expected_volunteers(rows: list[Row], until: str) -> dict[str, Any]:
    registered = [row for row in rows if day_of(row, "registered_at") <= until]
    where = Counter(residence(row) for row in registered)
    categories = Counter(slug for row in registered for slug in set(row["categories"].split("|")))
    return {
        "registered": len(registered),
        "active": len(registered),
        "candidacies": categories.total(),
        "candidacies_open": categories.total(),
        "by_category": {slug: categories[slug] for slug in OFFERED},
        "inside_brussels": sum(where[postcode] for postcode in INSIDE),
        "outside_brussels": where["outside"],
        "residence_unknown": where["unknown"],
        "by_locality": where,
    }


def residence(row: Row) -> str:
    if row["country"] == "CH":
        return "outside"
    if not row["postcode"]:
        return "unknown"
    return row["postcode"] if row["postcode"] in INSIDE else "outside"


def expected_handled(rows: list[Row], until: str) -> dict[str, Any]:
    handled = [row for row in rows if row["handled_at"] and day_of(row, "handled_at") <= until]
    offices = Counter(row["backoffice"] or "none" for row in handled)
    categories = Counter(slug for row in handled for slug in set(row["categories"].split("|")))
    return {
        "total": len(handled),
        "items": categories.total(),
        "by_backoffice": {office: offices[office] for office in ("vgc", "cocof", "none")},
        "by_category": {slug: categories[slug] for slug in OFFERED},
        "by_locality": Counter(row["postcode"] for row in handled),
    }


def without_zeros(found: dict[str, Any]) -> dict[str, Any]:
    counts = {postcode: number for postcode, number in found["by_locality"].items() if postcode in INSIDE and number}
    return found | {"by_locality": counts}


@pytest.mark.parametrize("seed", range(3))
def test_the_counts_of_a_list_come_back_on_any_day(seed: int, tmp_path: Path) -> None:
    volunteers, requests = made_up(seed)
    for _twice in range(2):
        store("volunteers", volunteers, tmp_path)
        store("requests", requests, tmp_path)
    for offset in (0, 1, 13, 28, 29, 45, DAYS + 10):
        until = FIRST + dt.timedelta(days=offset)
        found = as_data(figures(as_of(until)), "nl")
        day = until.isoformat()
        assert without_zeros(found["volunteers"]) == without_zeros(expected_volunteers(volunteers, day))
        assert without_zeros(found["requests"]["handled"]) == without_zeros(expected_handled(requests, day))
        received = [row for row in requests if day_of(row, "received_at") <= day]
        assert found["requests"]["received"]["total"] == len(received)
        assert all(check["holds"] for check in found["checks"])
