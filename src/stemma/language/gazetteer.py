"""Countries with their people, adjectives and seats of government; written for the project."""

from __future__ import annotations

from functools import cache

# name: demonyms and adjectives / capital and other metonyms
_COUNTRIES = """
united states: american, americans / washington, white house, u.s., us, america, united states of america
china: chinese / beijing, people's republic of china
russia: russian, russians / moscow, kremlin, russian federation
ukraine: ukrainian, ukrainians / kyiv, kiev
united kingdom: british, britons / london, downing street, britain, u.k., uk, england
france: french / paris, elysee
germany: german, germans / berlin
italy: italian, italians / rome
spain: spanish, spaniards / madrid
portugal: portuguese / lisbon
netherlands: dutch / the hague, amsterdam
belgium: belgian, belgians / brussels
poland: polish, poles / warsaw
hungary: hungarian, hungarians / budapest
austria: austrian, austrians / vienna
switzerland: swiss / bern, geneva
sweden: swedish, swedes / stockholm
norway: norwegian, norwegians / oslo
finland: finnish, finns / helsinki
denmark: danish, danes / copenhagen
greece: greek, greeks / athens
turkey: turkish, turks / ankara, türkiye
israel: israeli, israelis / jerusalem, tel aviv
palestine: palestinian, palestinians / ramallah, gaza, west bank
iran: iranian, iranians / tehran
iraq: iraqi, iraqis / baghdad
syria: syrian, syrians / damascus
lebanon: lebanese / beirut
jordan: jordanian, jordanians / amman
egypt: egyptian, egyptians / cairo
saudi arabia: saudi, saudis / riyadh
qatar: qatari, qataris / doha
united arab emirates: emirati, emiratis / abu dhabi, dubai, uae
yemen: yemeni, yemenis / sanaa
afghanistan: afghan, afghans / kabul
pakistan: pakistani, pakistanis / islamabad
india: indian, indians / new delhi, delhi
japan: japanese / tokyo
south korea: south korean, south koreans / seoul
north korea: north korean, north koreans / pyongyang
taiwan: taiwanese / taipei
philippines: filipino, filipinos, philippine / manila
vietnam: vietnamese / hanoi
thailand: thai, thais / bangkok
indonesia: indonesian, indonesians / jakarta
malaysia: malaysian, malaysians / kuala lumpur
myanmar: burmese / naypyidaw, burma
australia: australian, australians / canberra
new zealand: new zealander, new zealanders / wellington
canada: canadian, canadians / ottawa
mexico: mexican, mexicans / mexico city
cuba: cuban, cubans / havana
venezuela: venezuelan, venezuelans / caracas
colombia: colombian, colombians / bogota
brazil: brazilian, brazilians / brasilia
argentina: argentine, argentines / buenos aires
chile: chilean, chileans / santiago
peru: peruvian, peruvians / lima
nigeria: nigerian, nigerians / abuja
kenya: kenyan, kenyans / nairobi
ethiopia: ethiopian, ethiopians / addis ababa
somalia: somali, somalis / mogadishu
sudan: sudanese / khartoum
libya: libyan, libyans / tripoli
tunisia: tunisian, tunisians / tunis
morocco: moroccan, moroccans / rabat
algeria: algerian, algerians / algiers
south africa: south african, south africans / pretoria
european union: european, europeans / eu
"""
MONTHS = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
]
DAYS = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]


@cache
def places() -> dict[str, str]:
    """Names and seats of countries in plain form, each with the country's name."""
    return {name: country for country, (_, names) in _table().items() for name in (country, *names)}


@cache
def peoples() -> dict[str, str]:
    """Adjectives and names of peoples in plain form, each with the country's name."""
    return {name: country for country, (names, _) in _table().items() for name in names}


@cache
def calendar() -> frozenset[str]:
    """Names of months and days in plain form."""
    return frozenset(MONTHS + DAYS)


@cache
def _table() -> dict[str, tuple[tuple[str, ...], tuple[str, ...]]]:
    out: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {}
    for line in _COUNTRIES.strip().splitlines():
        country, _, rest = line.partition(": ")
        people, _, seats = rest.partition(" / ")
        out[country] = (tuple(people.split(", ")), tuple(seats.replace(".", "").split(", ")))
    return out
