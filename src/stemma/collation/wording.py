"""The words by which a passage hedges, denies, attributes or names an office, and stems to compare words by."""

from __future__ import annotations

import re
from functools import lru_cache

# Two stems of at least this many letters count as one word if one begins with the other.
LEAST_STEM = 4

QUOTES = '"“” '
"""Marks and blanks at the ends of a quotation."""
HEDGE = re.compile(
    r"\b(?:may|might|could|can|would|should|perhaps|maybe|possibl[ey]|possibilit\w+|potential(?:ly)?|probabl[ey]"
    r"|(?:un)?likel(?:y|ihood)|alleged(?:ly)?|alleg(?:es?|ing|ations?)|reported(?:ly)?|apparent(?:ly)?|seem\w*|appear(?:s|ed)?"
    r"|suspect\w*|suggest\w*|suppos\w+|presum\w+|purported\w*|unclear|uncertain\w*|unconfirmed|rumou?r\w*"
    r"|believ\w+|think|thinks|thought|understood|assum\w+|estimat\w+|expect\w*|anticipat\w+|hop(?:e[sd]?|ing)"
    r"|plan(?:s|ned|ning)?|intend\w*|intention\w*|aim(?:s|ed)?|due to|set to|want(?:s|ed)?|prepar\w+|propos\w+|consider\w*"
    r"|seek\w*|threaten\w*|tr(?:y|ies|ied|ying)|if|whether|unless|not (?:yet )?(?:confirmed|verified)"
    r"|claim\w*|doubt\w*|fear\w*|risk\w*|in principle|chance|prospect\w*|draft|about to|talk of)\b",
    re.IGNORECASE,
)
"""Any word that keeps a passage from being a plain assertion; wide, because its lack is what shows."""
STRONG_HEDGE = re.compile(
    r"\b(?:may(?! \d)|might|perhaps|maybe|possibl[ey]|potentially|probabl[ey]|(?:un)?likely|alleged(?:ly)?|reportedly"
    r"|apparently|seem(?:s|ed)?(?: to)?|appear(?:s|ed) to|suspected|presumably|purported(?:ly)?|unconfirmed"
    r"|believed to|thought to|expected to|hop(?:es|ed|ing) to|considering|could(?! not)|plan(?:s|ned) to|due to|set to)\b",
    re.IGNORECASE,
)
"""The words of doubt whose loss or gain changes what is asserted."""
WILL = re.compile(r"\b(?:will|(?:is|are|am) going to|shall)\b|['’]ll\b", re.IGNORECASE)
"""What promises a thing to come."""
SAYING = re.compile(
    r"\b(?:sa(?:y|ys|id|ying)|t(?:ell|ells|old|elling)|add(?:s|ed|ing)|wr(?:ote|ites?|iting|itten)|tweet\w*|stat(?:es?|ed|ing|ements?)"
    r"|declar\w+|announc\w+|warn\w*|argu\w+|claim\w*|insist\w*|not(?:es|ed|ing)|expla\w+|acknowledg\w*|admi(?:t|ts|tted|tting)"
    r"|confirm\w*|den(?:y|ies|ied|ying|ial)|suggest\w*|repl(?:y|ies|ied|ying)|respon[ds]\w*|report\w*|accus\w+|urg(?:e[sd]?|ing)"
    r"|maintain\w*|indicat\w+|emphasi\w+|stress\w*|mention\w*|recall\w*|testif\w+|predict\w*|caution\w*|reckon\w*|believ\w*"
    r"|point(?:s|ed|ing)? (?:out|to)|vow\w*|pledg\w+|promis\w+|demand\w*|complain\w*|think\w*|thought|alleg\w+|assert\w*"
    r"|according|accounts?|words?|view\w*|opinion\w*|quot\w+|call(?:s|ed|ing)?|describ\w+|descri\w+|term(?:s|ed)|dub\w+|characteri\w+"
    r"|ask(?:s|ed|ing)?|question\w*|remark\w*|comment\w*|speak\w*|sp(?:oke|oken|eech)|interview\w*|contend\w*|held|hold(?:s|ing)?|put"
    r"|conced\w+|concession|compar\w+|criti\w+|prais\w+|blam\w+|denounc\w+|condemn\w*|express\w*|disclos\w+|reveal\w*|show(?:s|ed|n)?"
    r"|consider\w*|find(?:s|ings?)?|found|saw|sees?|seen|hear(?:d|s)?|learn\w*|cit(?:e[sd]?|ing)|joke\w*|lament\w*|rail\w*|mock\w*|tout\w*"
    r"|voic\w+|messag\w+|voice-?over|agree\w*|disagree\w*|object\w*|dismiss\w*|reject\w*|wonder\w*|suspect\w*|label\w*|brand\w*|charg\w+"
    r"|attribut\w+|credit\w*|depict\w*|portray\w*|refer(?:s|red|ring)?|repeat\w*|deem\w*|regard\w*|appeal\w*|invok\w+|let it be known"
    r"|give[sn]?|gave|version|testimony|memo\w*|document\w*|letter\w*|poll\w*|survey\w*|figures|data|sources?|officials?)\b",
    re.IGNORECASE,
)
"""Any word that may show that somebody speaks; wide, because its lack is what shows."""
CLAIMS = re.compile(
    r"\b(?:sa(?:y|ys|id|ying)|t(?:ells?|old)|add(?:s|ed|ing)|wr(?:ote|ites?|itten)|tweet\w*|stat(?:es?|ed|ing|ements?)|declar\w+"
    r"|announc\w+|warn\w*|argu\w+|claim\w*|insist\w*|not(?:es|ed|ing)|expla\w+|acknowledg\w*|admi(?:ts?|tted|tting)|confirm\w*"
    r"|suggest\w*|repl(?:y|ies|ied)|respond\w*|report(?:s|ed|ing)?|maintain\w*|predict\w*|believ\w+|thinks?|thought|alleg\w+"
    r"|assert\w*|according|conced\w+|contend\w*|accus\w+|vow\w*|pledg\w+|promis\w+|complain\w*|stress\w*)\b",
    re.IGNORECASE,
)
"""Words by which somebody puts forward a claim; narrow, since what they govern is taken to be somebody's word."""
VIEWS = re.compile(
    rf"{CLAIMS.pattern}|\b(?:repeat\w*|reiterat\w+|characteri[sz]\w+|describ\w+|call(?:s|ed|ing)?(?! (?:on|for)\b)|portray\w*"
    r"|depict\w*|label\w*|brand(?:s|ed|ing)|clarif\w+|indicat\w+|emphasi[sz]\w+|reckon\w*|estimat\w+|hint\w*)\b",
    re.IGNORECASE,
)
"""Those and the words by which somebody tells how he sees a thing."""
SURENESS = tuple(
    re.compile(rf"\b(?:{words})\b", re.IGNORECASE)
    for words in (
        r"will|[’']ll|shall|would|(?:is|are|was|were) (?:going )?to",
        r"expect\w*|likel\w+|probabl\w+|should|ought",
        r"may|might|could|can|possib\w+|perhaps|maybe|chance\w*|potential\w*|prospect\w*|open",
        r"alleg\w+|reported(?:ly)?|said to|claim\w*|accus\w+|purported\w*|suspect\w*|believ\w+",
        r"plan\w*|inten[dt]\w*|consider\w*|weigh\w*|propos\w+|look\w* at|want\w*|wish\w*|seek\w*|stud(?:y|ied|ying)|idea",
        r"unclear|uncertain\w*|not (?:\w+ )?(?:clear|known|decided|confirmed)|unconfirmed|whether|undecided|unable to|yet to",
        r"if|unless|provided|once|until|till|before|only (?:after|if|when)|condition\w*",
        r"threat\w*|warn\w*",
        r"provisional\w*|tentativ\w+|in principle",
        r"confident|certain(?:ly)?|sure(?:ly)?|no doubt",
        r"promis\w+|pledg\w+|vow\w*|undert(?:ake|ook)\w*|commit\w*|agree\w*",
    )
)
"""Words that leave a thing equally open, one pattern for each way."""
MUTUAL = frozenset(
    ["meet", "met", "meets", "meeting", "talked", "talk", "spoke", "married", "marry", "joined", "agreed", "agree"]
)
"""Verbs of what two do to each other."""
PLAIN_NEGATION = re.compile(
    r"\b(?:not|never|no|cannot|neither|nor|none|nobody|nothing|without)\b|n['’]t\b", re.IGNORECASE
)
"""Words that turn an assertion round."""
NEGATIVE = re.compile(
    r"\b(?:not|never|no|cannot|neither|nor|none|nobody|nothing|nowhere|without|den(?:y|ies|ied|ying|ial)|refus\w+|reject\w*|dismiss\w*"
    r"|declin\w+|fail\w*|lack\w*|absen\w+|un\w{4,}|in(?:ability|capable|sufficient|conclusive|valid)|impossib\w+|dis\w{5,}|mis\w{5,}|hardly"
    r"|scarcely|barely|few|little|only|far from|rul\w+ out|stop\w*|halt\w*|end(?:s|ed)?|avoid\w*|prevent\w*|ban(?:s|ned)?|block\w*|bar(?:s|red)"
    r"|withh\w+|miss\w*|rather than|instead|short of|yet to|against|oppos\w+|resist\w*|contradict\w*|doubt\w*|too|drop\w*|cancel\w*|neglect\w*"
    r"|stay\w* away|silen\w+|exclu\w+|least|beyond|free of|other than|unless|but|except\w*|empty|nil|zero|below|lost|los[et]\w*|spurn\w*"
    r"|forb\w+|prohibit\w*|keep\w* from|abst\w+|skip\w*|shun\w*)\b|n['’]t\b",
    re.IGNORECASE,
)
"""Any word that may carry a negation; wide, because its lack is what shows."""
QUALIFIER = {
    "former": "former",
    "ex": "former",
    "onetime": "former",
    "erstwhile": "former",
    "previous": "former",
    "retired": "former",
    "late": "former",
    "then": "former",
    "acting": "acting",
    "interim": "acting",
    "caretaker": "acting",
    "deputy": "deputy",
    "vice": "deputy",
    "assistant": "deputy",
}
"""Words that change what an office is."""
_EXCLUSIVE = """
place: north northern northward; south southern southward; east eastern eastward; west western westward
number: first; second; third; fourth; fifth; sixth; seventh; eighth; ninth; tenth
date: morning dawn daybreak sunrise; midday noon; afternoon; evening nightfall dusk sunset
date: spring; summer; autumn; winter
date: hourly; daily; weekly; monthly; annual annually yearly
number: once; twice; thrice
number: majority; minority
place: upstream; downstream
place: upper; lower
actor: supporter supporters backer backers; opponent opponents critic critics
actor: husband; wife; father; mother; son; daughter; brother; sister
actor: men; women; boys; girls
negation: successful success; failed failure unsuccessful
negation: legal lawful legally; illegal unlawful illegally
negation: guilty; innocent
negation: armed; unarmed
"""
EXCLUSIVE = {
    w: f"{kind} {line} {group.split()[0]}"
    for line, (kind, _, words) in enumerate(x.partition(": ") for x in _EXCLUSIVE.strip().splitlines())
    for group in words.split(";")
    for w in group.split()
}
"""Words of which one rules out the others of its line: the kind of change, the line, and a word that stands for its synonyms."""
FIELD = frozenset(
    [
        "prime",
        "foreign",
        "defence",
        "defense",
        "finance",
        "interior",
        "economy",
        "trade",
        "justice",
        "health",
        "education",
        "energy",
        "transport",
        "culture",
        "state",
        "treasury",
        "press",
    ]
)
"""Words that name the field of an office."""
DAYS = {"hour": 1 / 24, "day": 1.0, "week": 7.0, "month": 30.0, "year": 365.0}
"""Lengths of time in days."""
_OFFICES = """
president; chancellor; king; queen; emperor; governor; mayor; senator; ambassador envoy emissary; judge; general; colonel; admiral
minister; secretary; spokesman spokeswoman spokesperson; chairman chairwoman chair chairperson; director; adviser advisor aide
commander; prosecutor; lawyer attorney; treasurer; commissioner; professor; bishop; cardinal; member; sheriff
councilman councilwoman councillor councilor; congressman congresswoman; archbishop; captain; lieutenant; inspector; negotiator
"""
OFFICE = {w: n for n, line in enumerate(_OFFICES.replace("\n", ";").split(";")) for w in line.split()}
"""Words for an office, each with the number of its group of synonyms."""
RANKS = frozenset(
    OFFICE[w] for w in ["general", "colonel", "admiral", "captain", "lieutenant", "inspector", "professor"]
)
"""Groups of those that a person keeps in whatever post."""
SEATS = frozenset(OFFICE[w] for w in ["senator", "congressman", "councilman"])
"""Groups of those that sit in an assembly: they may chair it, or be its treasurer."""
_BODIES = """
united nations, un, unhcr; pentagon, defense department, department of defense
holy see, vatican; fed, federal reserve; state department, department of state; justice department, department of justice
red cross, icrc, international committee of the red cross; world health organization, world health organisation, who
european central bank, ecb; international monetary fund, imf; world food programme, world food program, wfp
international atomic energy agency, iaea; international criminal court, icc; world trade organization, wto
"""
BODY = {
    n.strip(): i
    for i, line in enumerate(_BODIES.replace("\n", ";").split(";"))
    for n in line.split(",")
    if n.strip()
}
"""Names of public bodies, each with the number of the body: those that no rule of letters joins."""
PARTY = {
    name: one
    for one, names in {
        "republican": "republican republicans gop",
        "democrat": "democrat democrats democratic",
        "conservative": "conservative conservatives tory tories",
        "labour": "labour",
        "liberal": "liberal liberals",
        "socialist": "socialist socialists",
        "green": "green greens",
    }.items()
    for name in names.split()
}
"""Names of parties, each with one that stands for all of its forms."""
FORMER = re.compile(r"\b(?:once|used to be|no longer|ex|onetime|previously|formerly|former)\b", re.IGNORECASE)
"""What shows that somebody holds an office no more."""
SMALL_VERBS = frozenset(
    [
        "is",
        "are",
        "was",
        "were",
        "be",
        "been",
        "being",
        "has",
        "have",
        "had",
        "do",
        "does",
        "did",
        "will",
        "would",
        "can",
        "could",
        "may",
        "might",
        "should",
    ]
)
"""Small verbs that stand before others."""
STOP = SMALL_VERBS | frozenset(
    [
        "a",
        "an",
        "the",
        "of",
        "in",
        "on",
        "at",
        "to",
        "for",
        "from",
        "by",
        "with",
        "as",
        "and",
        "or",
        "but",
        "that",
        "which",
        "who",
        "whom",
        "whose",
        "this",
        "these",
        "those",
        "it",
        "its",
        "he",
        "his",
        "him",
        "she",
        "her",
        "they",
        "their",
        "them",
        "we",
        "our",
        "i",
        "my",
        "you",
        "your",
        "shall",
        "not",
        "no",
        "nor",
        "so",
        "than",
        "then",
        "there",
        "here",
        "when",
        "while",
        "where",
        "what",
        "how",
        "if",
        "into",
        "over",
        "under",
        "after",
        "before",
        "about",
        "up",
        "down",
        "out",
        "off",
        "all",
        "any",
        "some",
        "one",
        "also",
        "more",
        "most",
        "very",
        "just",
        "only",
        "own",
        "same",
        "such",
        "s",
        "t",
        "mr",
        "mrs",
        "ms",
        "dr",
        "sir",
        "said",
        "says",
        "say",
        "told",
    ]
)
"""Words that carry no content of their own."""


@lru_cache(maxsize=65_536)
def stem(word: str) -> str:
    """The word in plain form without its commonest endings."""
    for ending in ("ings", "ing", "edly", "ied", "ies", "ed", "es", "ly", "s"):
        if word.endswith(ending) and len(word) - len(ending) >= LEAST_STEM:
            return _without_e(word[: -len(ending)])
    return _without_e(word)


def _without_e(word: str) -> str:
    return word[:-1] if len(word) > LEAST_STEM and word.endswith("e") else word


def same_stem(one: str, other: str) -> bool:
    """Whether two stems are forms of one word, as far as their beginnings show."""
    if one == other:
        return True
    short, long = (one, other) if len(one) <= len(other) else (other, one)
    return len(short) >= LEAST_STEM and long.startswith(short)


_OPPOSITES = [
    tuple(frozenset(stem(w) for w in side.split()) for side in pair)
    for pair in (
        (
            "accept approve agree confirm admit acknowledge endorse welcome allow permit back support uphold",
            "reject refuse deny denied denies dismiss dispute oppose block ban banned forbid bar barred veto",
        ),
        (
            "rise rose risen increase climb grow grew gain jump improve",
            "fall fell fallen drop decline decrease shrink sink lose lost worsen",
        ),
        ("win won", "lose lost"),
        ("open opened reopen", "close shut"),
        ("begin began begun start resume", "end stop halt suspend cease"),
        ("include included", "exclude excluded"),
        ("join enter", "leave left quit"),
        ("praise hail", "criticise criticize condemn denounce"),
    )
]
# "Ratified", "unratified"; "agree", "disagree".
_DENYING = ("un", "dis", "non-", "non")
_VOUCHING = frozenset(
    stem(w)
    for w in [
        "confirm",
        "establish",
        "prove",
        "proved",
        "show",
        "reveal",
        "acknowledge",
        "admit",
        "know",
        "known",
        "knew",
        "verify",
        "find",
        "found",
    ]
)
_OPEN = frozenset(
    stem(w)
    for w in [
        "suggest",
        "suspect",
        "allege",
        "claim",
        "believe",
        "think",
        "thought",
        "speculate",
        "hint",
        "imply",
        "fear",
        "doubt",
        "presume",
        "assume",
        "guess",
    ]
)


@lru_cache(maxsize=65_536)
def are_opposite(one: str, other: str) -> bool:
    """Whether two words, in plain form, are of opposite sense, as far as a short list and the prefixes that deny know."""
    if _are_across(_ends(one)[0], _ends(other)[0]):
        return True
    long, short = sorted((one, other), key=len, reverse=True)
    return any(
        long.startswith(p) and len(short) >= LEAST_STEM and same_stem(stem(long.removeprefix(p)), stem(short))
        for p in _DENYING
    )


_CONVERSES = [
    tuple(frozenset(stem(w) for w in side.split()) for side in pair)
    for pair in (
        ("sell sold", "buy bought purchase acquire"),
        ("lend lent", "borrow"),
        ("give gave given hand send sent", "receive get got"),
        ("export", "import"),
    )
]


@lru_cache(maxsize=65_536)
def are_converse(one: str, other: str) -> bool:
    """Whether two verbs, in plain form, tell one thing from its two ends: who sells and who buys."""
    return _are_across(_ends(one)[1], _ends(other)[1])


@lru_cache(maxsize=65_536)
def _ends(word: str) -> tuple[frozenset[tuple[int, int]], frozenset[tuple[int, int]]]:
    """At which end of which opposites, and of which converses, a word stands: the number of the pair, and 0 or 1."""
    opposites, converses = (
        frozenset((n, end) for n, pair in enumerate(pairs) for end in (0, 1) if _is_among(word, pair[end]))
        for pairs in (_OPPOSITES, _CONVERSES)
    )
    return opposites, converses


def _are_across(one: frozenset[tuple[int, int]], other: frozenset[tuple[int, int]]) -> bool:
    return any((n, 1 - end) in other for n, end in one)


@lru_cache(maxsize=65_536)
def strength(word: str) -> int:
    """1 for a verb that vouches for what it reports ("confirm"), -1 for one that leaves it open ("suspect"), else 0."""
    return int(_is_among(word, _VOUCHING)) - int(_is_among(word, _OPEN))


def _is_among(word: str, stems: frozenset[str]) -> bool:
    s = stem(word)
    return s in stems or any(same_stem(s, x) for x in stems)
