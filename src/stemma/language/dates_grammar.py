"""What an expression of time looks like: one pattern, whose named groups say which kind was found."""

from __future__ import annotations

import calendar
import re

MONTHS = [m.lower() for m in calendar.month_name[1:]]
WEEKDAYS = [d.lower() for d in calendar.day_name]
SMALL = {
    word: n
    for n, word in enumerate(
        [
            "zero",
            "one",
            "two",
            "three",
            "four",
            "five",
            "six",
            "seven",
            "eight",
            "nine",
            "ten",
            "eleven",
            "twelve",
            "thirteen",
            "fourteen",
            "fifteen",
            "sixteen",
            "seventeen",
            "eighteen",
            "nineteen",
            "twenty",
        ]
    )
} | {"thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "ninety": 90}
ORDINALS = {"first": 1, "second": 2, "third": 3, "fourth": 4}
UNITS = [
    "second",
    "minute",
    "hour",
    "day",
    "night",
    "week",
    "weekend",
    "month",
    "quarter",
    "year",
    "decade",
    "century",
]
SEASONS = {"spring": "SP", "summer": "SU", "autumn": "FA", "fall": "FA", "winter": "WI"}
PARTS = {"morning": "MO", "afternoon": "AF", "evening": "EV", "night": "NI"}
FEASTS = {"christmas eve": "12-24", "christmas day": "12-25", "new year's day": "01-01", "new year's eve": "12-31"}

_MONTH = r"(?:January|February|March|April|May|June|July|August|September|October|November|December)"
_SHORT = r"(?:Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\b\.?"
_ANY_MONTH = rf"(?:{_MONTH}|{_SHORT})"
_WEEKDAY = r"(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day"
_DAY = r"(?:3[01]|[12]\d|0?[1-9])(?:st|nd|rd|th)?"
_YEAR = r"(?:1[89]|20)\d\d"
_NUMBER = rf"(?:\d{{1,3}}(?:\.\d)?|{'|'.join(sorted(SMALL, key=len, reverse=True))})"
_COUNT = rf"(?:{_NUMBER}(?: and a half)?|an?|several|a few|few|a couple of|many|some|dozens of)"
_UNIT = rf"(?:{'|'.join(sorted((u for u in UNITS if u != 'century'), key=len, reverse=True))}|centur(?=y|ies))"
_UNIT_END = r"(?:ies|y|s)?"
_PART = r"(?:morning|afternoon|evening|night)"
_SEASON = r"(?:spring|summer|autumn|fall|winter)"
_NEAR = r"(?:this|last|next|the past|past|the last|the next|the coming|coming|the following|the previous|the same|that|the current)"
_ZONE = r"(?: ?\(?(?:GMT|UTC|EST|EDT|ET|PST|PDT|PT|CET|CEST|BST|JST|local time)(?: ?[+-]\d{1,2}(?::?\d\d)?)?\)?)"
_MODIFIER = r"(?:(?:early|late|mid|earlier|later)(?: in | on |-| ))"
_FULL = (
    rf"(?:{_WEEKDAY},? )?(?:{_ANY_MONTH} {_DAY}\b(?:,? {_YEAR}\b)?"
    rf"|(?:the )?{_DAY}(?: of)? {_ANY_MONTH}\b(?:(?: of|,)? {_YEAR}\b)?)"
)

TIME = re.compile(
    r"(?=[\dA-Za-z])(?<![\w$€£.-])(?<!\d,)(?:"
    r"(?P<iso>\d{4}-\d\d-\d\d(?:T\d\d:\d\d(?::\d\d)?Z?)?)"
    r"|(?P<slashed>\d{1,2}/\d{1,2}/(?:\d{4}|\d\d))"
    rf"|(?P<full>{_FULL})"
    rf"|(?P<monthyear>{_MODIFIER}?{_ANY_MONTH}(?: of)?,? {_YEAR})"
    rf"|(?P<seasonyear>(?:the )?{_SEASON} (?:of )?{_YEAR})"
    rf"|(?P<quarter>(?:the )?(?:(?:first|second|third|fourth) quarter|Q[1-4])(?:,? (?:of )?{_YEAR})?)"
    r"|(?P<decade>(?:the )?(?:(?:early|late|mid)[ -])?(?:1[89]|20)\d0s)"
    rf"|(?P<clock>(?:\d{{1,2}}[:.]\d\d(?: ?[ap]\.?m\b\.?)?{_ZONE}|\d{{1,2}}(?:[:.]\d\d)? ?[ap]\.?m\b\.?{_ZONE}?"
    r"|\d\d:\d\d|noon|midnight))"
    rf"|(?P<weekday>(?:{_NEAR} |{_MODIFIER})?{_WEEKDAY}(?: {_PART})?(?: (?:last|next|this) week)?)"
    rf"|(?P<nearmonth>(?:(?:{_NEAR} |{_MODIFIER})(?-i:{_ANY_MONTH})|(?-i:{_ANY_MONTH}) (?:of )?(?:last|this|next) year))(?! \d)"
    rf"|(?P<month>(?-i:{_ANY_MONTH}))(?! \d)"
    rf"|(?P<anniversary>(?:the )?\d{{1,3}}(?:st|nd|rd|th) anniversary)"
    rf"|(?P<ago>{_COUNT}[ -]{_UNIT}{_UNIT_END} (?:ago|from now|hence|(?:earlier|before|later)(?=[.,;:)\n]|$| [a-z]+ed\b)))"
    rf"|(?P<stretch>(?:the )?(?:past|last|next|coming|previous|following|first) {_COUNT} {_UNIT}{_UNIT_END})"
    rf"|(?P<near>(?:(?:earlier|later|early|late) )?(?:the (?:beginning|start|end) of )?"
    rf"(?:{_NEAR} (?:{_UNIT}{_UNIT_END}|{_SEASON}|{_PART})|the (?:day before yesterday|day after tomorrow)"
    r"|the (?:very )?(?:beginning|start|end) of the (?:(?:(?:financial|fiscal) )?year|month|week)"
    r"|(?:(?<=over )|(?<=during )|(?<=at ))the weekend"
    r"|(?:this|last|next|the current|the last|the next) (?:financial|fiscal) year))"
    rf"|(?P<deictic>today|yesterday|tomorrow|tonight|overnight)(?P<part> {_PART})?"
    r"|(?P<vague>now|currently|recently|more recently|at present|in recent (?:days|weeks|months|years|decades)|nowadays)"
    rf"|(?P<length>(?:(?:more than|almost|nearly|about|around|over|less than|at least) )?{_COUNT}[ -]{_UNIT}{_UNIT_END})"
    r"|(?P<long>(?:decades|years|months|weeks|hours|days)-long|over the (?:years|decades|months|weeks))"
    r"|(?P<every>(?-i:annual(?:ly)?|monthly|weekly|daily|hourly)|(?:every|each) (?:day|week|month|year))"
    r"|(?P<feast>(?-i:Christmas(?: Eve| Day)?|New Year[’']s (?:Day|Eve)))"
    rf"|(?P<year>(?:(?:early|late|mid)[ -])?(?:{_YEAR}|FY ?{_YEAR}))"
    r")(?![\w-](?<!-))",
    re.IGNORECASE,
)

# "Two-year-old" is an age, "1,500 years" a count, "2,011" and "$2007" are amounts: no times.
NO_TIME = re.compile(
    r"-old\b|,\d{3}\b|\.\d|%| percent\b| per cent\b|(?: million| billion| trillion)\b", re.IGNORECASE
)
# "may", "march" and "second" are words too: a bare May or March needs one of these before it.
BEFORE_MONTH = re.compile(
    r"\b(?:in|since|until|till|by|from|of|to|through|between|and|during|before|after|for|on|the|around|every|as of)\s$",
    re.IGNORECASE,
)
WORDLIKE = frozenset(
    {"may", "march", "mar", "dec", "sep", "sept", "jan", "jun", "apr", "aug", "oct", "nov", "feb", "jul"}
)

# What is to come, with the participle that belongs to it: "will be freed", "is to be held".
FUTURE = (
    r"(?:(?:will|shall|would|won[’']t|(?:is|are|was|were) (?:set|due|scheduled|expected|about|slated|poised|planning|preparing|likely|going|to)\b"
    r"|(?:am|is|are|[’']re|[’']s) (?:also )?(?:to|visiting|travell?ing|heading|leaving|arriving|meeting|flying|coming)"
    r"|plans? to|planned (?:for|to)|upcoming|intends? to|aims? to|hopes? to|expected|scheduled|slated|ahead of"
    r"|(?-i:may|might|can|must|should)\b(?! have)|could\b(?! have| not)"
    r"|(?:before|when) (?:[\w.’'-]+ ){1,8}?(?:meets?|sits? down|votes?|talks?|flies|fly|leaves?|returns?)\b"
    # Timetables are told in the present: "the session opens on Monday".
    r"|(?:arrives?(?! after)|takes? place|expires?|opens|begins|starts|resumes|departs|convenes)\b"
    r"|by the end of|until|till|no later than)(?:(?: to| not| also| then| now| first| [a-z]+ly){0,3} be(?: [a-z]+ly)? [a-z]+)?"
    r"|to be [a-z]+(?:ed|n|t|ld)\b)"
)
PAST = (
    r"(?:was|were|had|has|have|did|said|told|met|held|went|came|took|made|gave|began|left|saw|won|lost|fell|rose|sent"
    r"|spoke|hit|shot|struck|led|wrote|ran|got|paid|put|set out|became|found|died|taken|given|seen|written|built|brought"
    r"|bought|sold|caught|sunk|born|drawn|stolen|begun|broken|chosen|driven|thrown|known|[a-z]{3,}ed)\b"
)
TENSE = re.compile(rf"\b(?:(?P<future>{FUTURE})|(?P<past>{PAST}))", re.IGNORECASE)
