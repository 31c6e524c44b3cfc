"""Actors of a sentence with country and role in the manner of CAMEO and PLOVER: `USA GOV`, `CHN BUS`, `IGO`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from stemma.language.events_lexicon import compiled
from stemma.language.places_gazetteer import countries, plain_name
from stemma.model import Actor, Entity, PlaceMention
from stemma.text.spans import Span
from stemma.text.words import opening, openings

# Words for roles, each with its PLOVER role code.
_ROLES = {
    "GOV": "government|president|vice[ -]president|prime minister|premier|minister|ministers|ministry|official|officials|secretary|"
    "ambassador|ambassadors|envoy|diplomat|diplomats|spokesman|spokeswoman|spokesperson|chancellor|king|queen|administration|cabinet|"
    "leader|leaders|authorities|regime|embassy|governor|mayor|department|presidency|monarch|crown prince|emir|sultan|adviser|advisor|"
    "state department|foreign ministry|delegation",
    "MIL": "army|armies|troops|military|soldiers|soldier|forces|commander|general|navy|air force|marines|marine|warplanes|"
    "defen[cs]e minister|peacekeepers|warships?|tanks",
    "COP": "police|policemen|policeman|police officers?|security forces|border guards?|prosecutors?|immigration authorities",
    "JUD": "court|courts|judge|judges|supreme court|tribunal|magistrate|attorney[ -]general|jury",
    "LEG": "lawmakers?|parliament|parliamentarians?|senators?|legislators?|legislature|congress|senate|mps?|house of representatives",
    "OPP": "opposition|activists?|dissidents?|protesters?|protestors?|demonstrators?|opponents|opposition leader|rioters",
    "REB": "rebels?|insurgents?|militants?|guerrillas?|separatists?|fighters|extremists|jihadists?",
    "UAF": "gunmen|gunman|hackers?|militias?|suicide bombers?|terrorists?|kidnappers|armed group",
    "CVL": "civilians?|people|residents?|citizens?|men|women|children|villagers?|families|employees|prisoners?|detainees|hostages|"
    "crew|patients|passengers",
    "EDU": "students?|teachers?|university|schools?",
    "BUS": "compan(?:y|ies)|firms?|airlines?|bank|banks|corporations?|businesses|business leaders",
    "MED": "journalists?|reporters?|newspapers?|media|broadcaster",
    "REF": "refugees?|migrants?|asylum[ -]seekers?",
    "LAB": "workers|union|unions|strikers|miners",
    "PTY": "party",
    "NGO": "aid workers?|aid groups?|charity|charities|aid organi[sz]ations?|human rights groups?",
    "REL": "bishops?|clerics?|imam|pope",
}
# Names that need no context, each with its code.
_KNOWN = {
    "IGO UNO": "United Nations|U.N.|UN|UNHCR|UNICEF|U.N. Security Council|Security Council",
    "IGO EUR": "European Union|EU|European Commission|European Parliament|European Council|Brussels",
    "IGO NAT": "NATO|North Atlantic Treaty Organization",
    "IGO": "African Union|ASEAN|Arab League|OPEC|World Bank|IMF|International Monetary Fund|Interpol|IAEA|WTO|World Trade Organization"
    "|World Health Organization|WHO|OSCE|Group of Seven|G7|G-7|G20|G-20|International Criminal Court|OIC|Organization of American States",
    "NGO": "Amnesty International|Human Rights Watch|Red Cross|Doctors Without Borders|Greenpeace|Oxfam",
    "REB ISI": "Islamic State|ISIS|ISIL|IS militants|Daesh",
    "PSE REB": "Hamas|Islamic Jihad",
    "LBN REB": "Hezbollah|Hizbollah|Hizballah",
    "AFG REB": "Taliban|Taleban",
    "REB ALQ": "al-Qaeda|Al Qaeda|al Qaeda|Al-Qaeda|al-Qaida",
    "SOM REB": "al-Shabab|al-Shabaab|Al-Shabaab|Al-Shabab",
    "NGA REB": "Boko Haram",
    "YEM REB": "Houthis|Houthi",
    "PSE": "Gaza Strip|Gaza|West Bank|Gaza City",
    "PSE GOV": "Abbas|Palestinian Authority|PLO",
    "USA GOV": "Obama|Trump|Biden|Bush|Clinton|Blinken|Pompeo|Kerry|FBI|CIA|Reagan|Homeland Security|Yellen|Pentagon|White House|State Department",
    "USA MIL": "Petraeus|U.S. Central Command",
    "RUS GOV": "Putin|Medvedev|Lavrov|Kremlin|Yeltsin",
    "CHN GOV": "Xi Jinping|Xi|Hu Jintao|Wang Yi|Li Keqiang",
    "GBR GOV": "Downing Street|Cameron|Boris Johnson|Theresa May|Tony Blair|Starmer|Sunak",
    "FRA GOV": "Macron|Sarkozy|Hollande|Chirac",
    "DEU GOV": "Merkel|Scholz|Merz",
    "ISR GOV": "Netanyahu|Olmert|Sharon",
    "TUR GOV": "Erdogan|Erdoğan",
    "SYR GOV": "Bashar Assad|Assad|Bashar al-Assad",
    "IRN GOV": "Rouhani|Ahmadinejad|Khamenei|Zarif|Raisi",
    "UKR GOV": "Zelenskiy|Zelensky|Zelenskyy|Poroshenko",
    "IND GOV": "Modi|Narendra Modi",
    "VEN GOV": "Maduro|Chavez",
    "PRK GOV": "Kim Jong Un|Kim Jong-un",
}
_GENERAL = {"CVL", "BUS", "EDU", "MED"}
# Words for a government that are no names of towns.
OFFICES = {"kremlin", "pentagon", "white house", "oval office", "capitol hill", "downing street", "whitehall", "blue house",
           "state department", "elysee", "zhongnanhai", "bundestag"}  # fmt: skip

# What may stand between two parts of one actor: more of its title or name, but no verb, comma or "and".
_JOIN = re.compile(
    r"(?:[’']s?)? (?:(?:[A-Z][\w.’'-]*|of|the|deputy|former|senior|vice|chief|foreign|prime|new|top|federal|state|"
    r"armed|national|security|military|economic|trade|central|supreme|high|human|rights|presidential|ruling|main|local|defen[cs]e|interior|finance|then|special|exiled|young|second|two|three|four|five|\d+) ){0,5}"
)
# Letters of a phrase looked at before its pattern is.
LONGEST_STEM = 12
_WITHIN = re.compile(r"(?:(?:in|of|from|at)(?: the)?(?: [a-z]+){0,2}|to(?: the)?) ")


@dataclass(frozen=True, slots=True)
class _Cue:
    start: int
    end: int
    country: str
    role: str


def find_actors(
    text: str, sentence: Span, entities: Sequence[Entity], places: Sequence[PlaceMention] = ()
) -> list[Actor]:
    """The actors of a sentence in order, each as one phrase: "Iranian Foreign Minister Mohammad Zarif".

    Args:
        text: the report's text.
        sentence: where to look.
        entities: the names the language room found.
        places: the places among them; a town stands for its country.
    """
    cues = _cues(text, sentence, entities, places)
    out: list[Actor] = []
    at = 0
    while at < len(cues):
        parts = [cues[at]]
        while at + 1 < len(cues) and _joined(text, parts, cues[at + 1]):
            at += 1
            parts.append(cues[at])
        at += 1
        country = next((p.country for p in parts if p.country), "")
        roles = [p.role for p in parts if p.role]
        # "A US military official" is of the military; "police officers" of the police.
        role = next((r for r in roles if r not in {"GOV", *_GENERAL}), roles[0] if roles else "")
        span = Span(parts[0].start, max(p.end for p in parts))
        out.append(Actor(span, re.sub(r"\s+", " ", span.of(text)), " ".join(c for c in (country, role) if c)))
    return out


def _joined(text: str, parts: Sequence[_Cue], cue: _Cue) -> bool:
    last = parts[-1]
    gap = text[last.end : cue.start]
    if _JOIN.fullmatch(gap) or gap in {"", " ", "'s ", "’s ", "-"}:
        # A second country begins another actor: "Israel Russia" is no phrase, "Palestinian Gaza" is.
        return not (cue.country and any(p.country not in {"", cue.country} for p in parts))
    return bool(
        last.role and not any(p.country for p in parts) and cue.country and _WITHIN.fullmatch(gap.lstrip())
    )


def _cues(text: str, sentence: Span, entities: Sequence[Entity], places: Sequence[PlaceMention]) -> list[_Cue]:
    found: list[_Cue] = []
    words = list(openings(text, sentence))
    for phrases, code, capital in ((_known_names(), _known_code, True), (_country_names(), _country_code, True),
                                   (_role_words(), _role_code, False)):  # fmt: skip
        for m in phrases.find(text, sentence, words):
            if (capital and m.group()[0].islower()) or any(c.start < m.end() and m.start() < c.end for c in found):
                continue
            found.append(_Cue(m.start(), m.end(), *code(m.group())))
    homes = {p.span: countries()[p.country].code3 for p in places if p.country in countries()}
    for e in entities:
        if e.type in {"PER", "ORG", "GPE", "NORP"} and sentence.contains(e.span):
            inside = [c for c in found if c.start < e.span.end and e.span.start < c.end]
            if not inside:
                found.append(_Cue(e.span.start, e.span.end, homes.get(e.span, ""), ""))
    return sorted(found, key=lambda c: c.start)


@dataclass(frozen=True, slots=True)
class _Phrases:
    """Many phrases, each tried only where a word opens as it does."""

    patterns: Mapping[str, str]
    """For each opening a pattern of the phrases that begin so."""
    stems: Mapping[str, tuple[str, ...]]
    """For each opening how the phrases begin, in small letters: no pattern is made ready for words that do not."""

    @classmethod
    def of(cls, frame: str, phrases: Iterable[tuple[str, str]], *, more: Iterable[str] = ()) -> _Phrases:
        """The phrases, each given with its stem, in a frame; those first that are preferred.

        Args:
            frame: a pattern with `{}` where the phrases stand.
            phrases: stems, letters with which all begin that it matches, and patterns.
            more: openings of what the frame itself matches.
        """
        grouped: dict[str, list[tuple[str, str]]] = {opens: [("", "(?!)")] for opens in more}
        for stem, phrase in phrases:
            grouped.setdefault(opening(stem), []).append((stem.lower(), phrase))
        return cls(
            {opens: frame.format("|".join(p for _, p in found)) for opens, found in grouped.items()},
            {opens: tuple(dict.fromkeys(stem for stem, _ in found)) for opens, found in grouped.items()},
        )

    def find(self, text: str, within: Span, words: Sequence[tuple[int, str]]) -> Iterator[re.Match[str]]:
        """What one pattern of all phrases would find, given the openings of the words."""
        at = within.start
        for start, opens in words:
            if start < at or opens not in self.patterns:
                continue
            if not text[start : start + LONGEST_STEM].lower().startswith(self.stems[opens]):
                continue
            m = compiled(self.patterns[opens]).match(text, start, within.end)
            if m is not None:
                at = m.end()
                yield m


@cache
def _known() -> dict[str, tuple[str, str]]:
    out = {}
    for code, names in _KNOWN.items():
        first, _, rest = code.partition(" ")
        pair = ("", code) if first in {"IGO", "REB", "NGO"} else (first, rest)
        out.update(dict.fromkeys(names.split("|"), pair))
    return out


@cache
def _known_names() -> _Phrases:
    names = sorted(_known(), key=len, reverse=True)
    return _Phrases.of(r"\b(?:{})(?!\w)", ((_stem(n), re.escape(n)) for n in names))


def _known_code(name: str) -> tuple[str, str]:
    return _known()[name]


@cache
def _nations() -> dict[str, tuple[str, str]]:
    """Names of countries, peoples and seats of government in plain form, each with country code and role."""
    out: dict[str, tuple[str, str]] = {}
    for c in countries().values():
        out.update(dict.fromkeys((plain_name(c.name), *c.aliases, *c.peoples), (c.code3, "")))
    for c in countries().values():
        for name in c.seats:
            out.setdefault(name, (c.code3, "GOV" if name in OFFICES else ""))
    return out


@cache
def _country_names() -> _Phrases:
    names = sorted((n for n in _nations() if len(n) > 2), key=len, reverse=True)  # noqa: PLR2004
    return _Phrases.of(
        r"\b(?:U\.S\.A?\.?|US|UK|U\.K\.|(?i:{})\b)(?!\w)",
        ((_stem(n), re.escape(n).replace(r"\ ", "[ -]")) for n in names),
        more=("u", "us", "uk"),
    )


def _country_code(name: str) -> tuple[str, str]:
    return _nations().get(plain_name(name), ("", ""))


@cache
def _role_words() -> _Phrases:
    words = [w for words in _ROLES.values() for w in re.split(r"\|(?![^(]*\))", words)]
    # "Government-held" names a place, not who holds it.
    return _Phrases.of(r"(?i:\b(?:{})\b(?!-))", ((stem, w) for w in words for stem in _role_stems(w)))


def _stem(name: str) -> str:
    """The letters with which a name begins, as many as are looked at."""
    return re.split(r"[^\w]", name)[0][:LONGEST_STEM]


def _role_stems(word: str) -> set[str]:
    """How what a word for a role matches can begin; its last plain letter may be missing where `?` stands behind it."""
    stem = re.split(r"[^a-z]", word)[0]
    if word[len(stem) : len(stem) + 1] != "?":
        return {stem[:LONGEST_STEM]}
    shorter = stem[:-1][:LONGEST_STEM]
    return {shorter} if opening(shorter) == opening(stem) else {shorter, stem}


def is_role(code: str) -> bool:
    """Whether a code names a role and no country."""
    return code in _ROLES


def _role_code(name: str) -> tuple[str, str]:
    return "", next(role for role, words in _ROLES.items() if re.fullmatch(words, name, re.IGNORECASE))
