"""Pools of names for members of sets, and codes where a pool is too small."""

from __future__ import annotations

_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ"


def listed(names: str) -> tuple[str, ...]:
    """Return the names of a text that separates them by commas, or by blanks if there is no comma."""
    return tuple(name.strip() for name in names.split("," if "," in names else None))


CITIES = listed(
    "Aachen Bergen Bilbao Bologna Bordeaux Bremen Brno Bruges Cardiff Cork Dresden Dublin Essen Ghent Girona Graz "
    "Hamburg Krakow Leeds Leipzig Lille Linz Lisbon Lyon Malmo Metz Milan Munich Nantes Nice Oslo Palermo Parma "
    "Porto Prague Riga Rotterdam Salzburg Seville Sofia Split Stockholm Tallinn Tampere Toulouse Trieste Turin "
    "Utrecht Valencia Verona Vienna Vilnius Warsaw York Zagreb Zurich Antwerp Basel Dijon Genoa"
)
STATES = listed(
    "Akron Albany Austin Boise Boston Chicago Dallas Denver Detroit Fresno Houston Laredo Lincoln Madison Memphis "
    "Miami Mobile Nashville Newark Oakland Omaha Orlando Phoenix Portland Raleigh Reno Sacramento Seattle Tampa "
    "Toledo Tucson Tulsa Wichita Yuma"
)
DISTRICTS = listed(
    "Ashford Birchwood Castleton Dunmore Eastgate Fairview Glenwood Hillcrest Ironside Juniper Kingsway Lakeside "
    "Millbrook Northgate Oakfield Parkside Quayside Riverside Southport Thornhill Uplands Valley Westbrook Yarrow"
)
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


def codes(of: str, count: int) -> list[str]:
    """Return distinct names of a letter and a number, the letter taken from the name of the set: P1, P2, ..."""
    letter = next((letter for letter in of.upper() if letter in _LETTERS), "N")
    return [f"{letter}{number}" for number in range(1, count + 1)]
