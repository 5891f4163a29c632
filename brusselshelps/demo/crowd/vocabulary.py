"""The vocabulary of the crowd: common first names and surnames, combined at random, and streets that do not exist."""

from __future__ import annotations

import unicodedata


def plain(name: str) -> str:
    """The name as used in an e-mail address."""
    letters = unicodedata.normalize("NFKD", name.casefold()).encode("ascii", "ignore").decode()
    return "".join(letter for letter in letters if letter.isalpha())


def _names(text: str) -> list[tuple[str, str]]:
    """Each name, with its form in an e-mail address."""
    return [(name, plain(name)) for name in text.split()]


FIRST = _names(
    "Adam Ahmed Alice Amélie An Anna Aïcha Benoît Bram Camille Catherine Chloé Daniel David Dirk Élise Els Emma Eva "
    "Fatima Filip Françoise Georges Hanne Hassan Hugo Inès Isabelle Jan Jean Jonas Julie Karim Koen Laura Leen Léa "
    "Louis Lucas Luc Malika Marc Maria Marie Martine Mehdi Michel Mohamed Monique Nadia Nathalie Nicolas Noor Olivia "
    "Omar Patrick Paul Peter Philippe Pieter Rachid Robin Salma Samira Sara Sofie Sophie Thomas Tom Victor Yasmine "
    "Youssef Zoë"
)
LAST = _names(
    "Aerts Amrani Baert Benali Bernard Bogaert Bouazza Charlier Claes Claessens Cools Cuypers Daems Dubois Dupont "
    "Fontaine Gérard Goossens Haddad Hendrickx Hermans Jacobs Janssens Kaya Khalil Lambert Laurent Leclercq Lefebvre "
    "Leroy Maes Mahieu Martens Martin Mercier Mertens Michiels Moreau Nowak Pauwels Peeters Petit Renard Rossi Saïdi "
    "Santos Segers Silva Simon Smets Stevens Tahiri Thomas Thys Van-Damme Wauters Willems Wouters Yildiz Ziani"
)
STREETS = (
    "Kersenbloemlaan",
    "rue des Nuages",
    "Klaproosstraat",
    "avenue du Verger",
    "Vlierboomstraat",
    "rue de la Petite Source",
    "Madeliefjesplein",
    "clos des Mésanges",
    "Zonnedauwlaan",
    "rue du Cerf-Volant",
)
# Contact language and the languages spoken, as two columns.
SPOKEN = (
    "nl\t{nl}",
    "nl\t{nl,fr}",
    "nl\t{nl,fr,en}",
    "fr\t{fr}",
    "fr\t{fr}",
    "fr\t{fr,nl}",
    "fr\t{fr,ar}",
    "fr\t{fr,en}",
    "en\t{en}",
    "en\t{en,fr}",
)
MESSAGES = {
    "nl": (
        "",
        "Ik kan deze week zelf niet buiten. Bel mij gerust op voorhand.",
        "Eén keer per week is genoeg, liefst in de voormiddag.",
        "Het gaat om een klein lijstje. Alvast heel erg bedankt!",
    ),
    "fr": (
        "",
        "Je ne peux pas sortir cette semaine. Vous pouvez m'appeler avant de venir.",
        "Une fois par semaine suffit, de préférence le matin.",
        "C'est une petite liste. Merci d'avance pour votre aide !",
    ),
    "en": (
        "",
        "I cannot go out this week. Please call me before you come.",
        "Once a week is enough, in the morning if possible.",
        "It is a short list. Thank you very much for your help!",
    ),
}
WHY_HANDED_OVER = ("spreekt liever Frans", "préfère parler néerlandais", "verhuisd", "a déménagé")
