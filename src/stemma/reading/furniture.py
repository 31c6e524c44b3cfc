"""Furniture of the page: share bars, prompts, notices, forms, links, advertisements."""

from __future__ import annotations

from stemma.reading.cues import SAYING, Cue, pattern
from stemma.reading.lines import Line
from stemma.reading.wording import word_class

# Furniture is short: no prompt, share bar or notice has more words.
LONGEST_FURNITURE = 60
# A line of so few words without a full stop is no sentence; with any cue at all that tips the scale.
LONGEST_FRAGMENT = 12
NO_SENTENCE = 0.4
# Share of a line's words that must be of the share bar's vocabulary, in a fragment and in a sentence.
SHARE_BAR_FROM = 0.45
SHARE_SENTENCE_FROM = 0.75
# What speaking to the reader is worth: to address, to order, to name things of the site (the last up to a limit).
SAYS_YOU, SAYS_WE, ORDERS, ASKS, NAMES_SITE, NAMES_SITE_AT_MOST = 0.4, 0.3, 0.4, 0.2, 3.0, 0.6

_NETWORKS = word_class(
    "facebook twitter whatsapp telegram linkedin reddit pinterest digg tumblr flipboard bluesky threads "
    "mastodon instagram messenger viber vk pocket wechat weibo youtube tiktok"
)
_SHARE_VERBS = word_class("share tweet pin email print copy send save post compartir partager teilen")
_SHARE_WORDS = (
    _NETWORKS
    | _SHARE_VERBS
    | word_class(
        "shares e mail printer friendly link friend comment comments forward bookmark page article story "
        "options republish listen"
    )
)
_FILLERS = word_class("this it on in to by a the via with us and or is for full about")
_YOU = word_class("you your yours yourself")
_WE = word_class("we us our ours")
_SITE = word_class(
    "newsletter inbox email mail cookie comment commentary subscribe subscriber subscription unsubscribe "
    "sign signup register log login account page site website article story app alert notification "
    "channel bulletin spam click tap scroll browser navigator robot captcha field policy privacy tip "
    "newsroom newsdesk voicemail donate donation gift contribution membership free read reader support "
    "opinion conversation moderate password username update refresh setting consent advertiser sponsor "
    "podcast briefing link section web publish address digest join poll journalism reporting device "
    "javascript blog typo error author window term contact headline stay access"
)
_ORDERS = word_class(
    "click tap subscribe sign get follow register leave tell enter join log please support help want like "
    "enjoying enjoyed do did got have download discover receive manage accept try become donate stay add "
    "send write never swipe scroll watch listen view report read continue turn contact buy see show load "
    "save print share tweet already enable allow check need love"
)

SITE_WORDS = _SITE | _SHARE_WORDS
"""Words that furniture is made of; a report has few of them."""

_WORDING = (
    pattern(
        1.0,
        "advertisement",
        r"^\W*advertise?ments?\b(?=\W*$|[^\w]+\w+ (?:continues?|to)\b)",
        r"^\W*(?:sponsored|promoted|paid|partner)(?: content| post| link)?s?\W*$",
        r"^\W*advertisement\W",
    ),
    pattern(
        1.0,
        "control of the page",
        r"\b(?:stor(?:y|ies)|article|content|report) (?:continues?|resumes) (?:below|after)",
        r"\bscroll (?:down )?to (?:continue|read)",
        r"^exit mobile version\W*$",
        r"^(?:back to top|skip to (?:main )?content|loading|close|menu|load more|show (?:more|less)"
        r"|advertise with us)\W*$",
        r"^(?:next|previous|older|newer) (?:article|post|story|stories|page)s?\b(?:\W*$| ?:)",
        r"\bclick here\b",
    ),
    pattern(
        0.7,
        "cookie notice",
        r"\bcookies? (?:policy|own|of|to|help|and|for|settings|preferences|notice)\b",
        r"\bus(?:e|es|ing) (?:of )?cookies\b",
    ),
    pattern(
        1.0,
        "comment form",
        r"\byour e-?mail address will not|\brequired fields\b|\bcaptcha\b|^cancel reply\b"
        r"|notify me of (?:new|follow)",
        r"^(?:leave|post|add|write|submit) (?:a|your) (?:reply|comment|commentary)\b",
        r"please enter your (?:comment|name|e-?mail)|^(?:name|e-?mail|website) ?\*?$",
        r"\bcomments (?:are|is) (?:moderated|closed|off|disabled)",
        r"\bbe (?:logged in|signed in|a registered (?:user|member|reader))|\bbe the first (?:who |to "
        r"|one )?\w*comment",
        r"^save my name\b|^comments ?(?:\(\d+\))?$|^reply$",
    ),
    pattern(
        0.6,
        "comment form",
        r"\b(?:log|sign) ?in (?:or|to) \w+|\bmarked (?:with|\*)|not be (?:published|shown)|what do you think\b",
    ),
    pattern(1.0, "copyright line", r"^(?:©|\(c\) |copyright (?:©|\(c\)|\d{4}))", r"\ball rights reserved\b"),
    pattern(
        0.7,
        "facts about the page",
        r"\b\d+ ?-?min(?:ute)?s? (?:of )?read(?:ing)?\b|\breading time\b|^(?:last )?updated \d+ \w+ ago",
        r"^[\d.,]+ ?[kKmM]? (?:shares?|comments?|views?|likes?|reactions?|retweets?)\b|\b\d+ comments?$",
        r"^(?:filed|posted|published|tagged|categori[sz]ed) (?:under|in|by|on|with)\b",
        r"^(?:tags|categories|category|topics|keywords|filed|sections?|last (?:updated|modified)|you are here) ?:",
    ),
    pattern(
        1.0,
        "furniture of a live blog",
        # The time of a post, alone: "10.42 BST", "12:05 p.m. ET", "2h ago", "Updated at 10.50 BST".
        r"^(?:(?:last )?updated|posted|published)?(?: at)?:? ?\d{1,2}[.:]\d{2} ?(?:[ap]\.?m\.?)?,? ?(?:[A-Z]{2,4}T?)?"
        r"(?:,? \w+ \d{1,2}(?:,? \d{4})?)?\W*$",
        r"^(?:(?:last )?updated|posted|published)?:? ?(?:\d{1,3}|an?|one) ?(?:s|m|h|d|secs?|mins?|hrs?|seconds?|minutes?|hours?|days?) ago\W*$",
        r"^(?:show )?key (?:events?|moments?|updates?|developments?)(?: only)?(?: \(\d+\))?\W*$",
        r"^(?:latest|oldest|newest|most recent|pinned|new) (?:posts?|updates?|first)\W*$|^sort by\b",
        r"^(?:live|live updates?|live reporting|live blog|summary|recap|what we know(?: so far)?|pinned)\W*$",
        r"\b(?:live ?blog|live updates|live coverage|our coverage) (?:has|have|is|are) (?:now )?(?:ended|ending|closed|paused)\b",
        r"^(?:we(?:'re| are)|that'?s it|i(?:'m| am)) (?:closing|wrapping up|pausing|handing over)\b|^(?:that'?s|this is) (?:all|it) (?:from|for) "
        r"(?:me|us|today|now)\b",
        r"^(?:follow|see|get|read) (?:our|the|all(?: the)?) (?:latest )?(?:live|updates)\b|^\d{1,4} new (?:posts?|updates?)\W*$",
    ),
    pattern(
        1.0,
        "related links",
        # A label and what it names. Titles of sections may stand between ("Related in Politics:").
        r"^(?:read (?:also|next|more)|see also|also (?:read|see|watch|on|in|of)\b|related(?: \w+){0,2}"
        r"|more (?:\w+ )?(?:from|on|in|about)|most (?:read|viewed|popular|shared|commented)|recommended|trending"
        r"|you (?:may|might) (?:also )?(?:like|be interested)|also can interest|don't miss|up next"
        r"|in pictures|watch"
        r"(?: (?:live|now|also))?|further reading|in other news|top stories|(?:must|worth) reads?|go deeper"
        r"|previously|explainer|opinion|analysis|live)\b[^.:!?|]{0,45}(?:: | [|] )(?=\S)",
        r"^(?:related|most read|more from|also)\b[^.!?]{0,45}:$",
        # A label alone.
        r"^(?:related|recommended|suggested|similar|popular|latest|top) (?:article|stor|content"
        r"|coverage|topic|post|link"
        r"|reading|headline)\w*\W*$",
        r"^editors?'?s?'? picks?\W*$|^(?:up next|related|recommended(?: for you)?|trending(?: now)?"
        r"|see also|read (?:also|next))\W*$",
        r"^(?:read more|more (?:\w+ )?from|more on this|most (?:read|viewed|popular)|you (?:may"
        r"|might) (?:also )?like)\b"
        r"(?: [\w'-]+){0,10}$",
    ),
    pattern(
        0.6,
        "newsletter prompt",
        r"\b(?:in|into|to|on) your (?:inbox|phone|mailbox)",
        r"\b(?:sign up|subscribe|register) (?:for|to|now|here|free|yourself|today|or)\b",
        r"\b(?:enjoying|like|enjoyed) (?:what you|this|our)\b|\bbe the first\b|\bfollow us\b",
        r"\b(?:our|free|daily|weekly|weekday|morning|evening) (?:e-?mail )?(?:newsletter|briefing"
        r"|alerts|digest|bulletin)s?\b",
    ),
    pattern(0.7, "newsletter prompt", r"^(?:subscribe|unsubscribe|donate|sign up|log in)\b"),
    pattern(
        1.0,
        "asks to subscribe",
        r"\bsubscribe or (?:sign|log) in\b|\b(?:sign|log) in or subscribe\b|^already a (?:subscriber|member)\b",
    ),
    pattern(
        0.6,
        "notice about the page",
        r"\bthis is a (?:developing|breaking) (?:story|news)|\b(?:story|page|article) (?:will be"
        r"|is being) updated\b",
    ),
    pattern(
        0.6,
        "notice about the page",
        r"\brefresh (?:the|this|your) (?:page|browser)|\bcheck back (?:for|later|soon)"
        r"|\btimes? shown (?:is|are)\b",
        r"\bfor (?:the latest|more) updates\b",
    ),
    pattern(0.6, "an e-mail address", r"[\w.+-]{1,64}@[\w-]{1,64}\.[\w.-]{2,64}"),
    pattern(
        0.6,
        "how to reach the author",
        r"\bcan be (?:reached|contacted|followed) (?:at|on|by)\b|\b(?:contact|e-?mail"
        r"|reach) the (?:author|reporter|writer|newsroom)",
        r"\bfollow (?:him|her|them|me|@?\w+(?: \w+)?) (?:on|@)",
    ),
    pattern(0.4, "an account name", r"(?:^|[\s:(])@\w{3,20}\b"),
    pattern(
        0.4,
        "speaks of the page itself",
        r"\bthis (?:web)?site\b|\bthis browser\b|\byour browser\b|\bour (?:site|website|app|channels?"
        r"|partners|newsroom|section)\b",
    ),
)


def furniture_cues(line: Line) -> tuple[Cue, ...]:
    """What speaks for the line being furniture of the page."""
    if not 0 < len(line.words) <= LONGEST_FURNITURE:
        return ()
    cues = [p.cue for p in _WORDING if p.shows(line.plain)]
    cues += [*_link_row(line), *_share_bar(line), *_address(line)]
    if cues and not line.stopped and len(line.words) <= LONGEST_FRAGMENT:
        cues.append(Cue(NO_SENTENCE, "no sentence"))
    if cues and SAYING.search(line.plain):
        cues.append(Cue(-NO_SENTENCE, "but reports what somebody said"))
    return tuple(cues)


def _share_bar(line: Line) -> list[Cue]:
    words, distinct = line.words, {*line.words}
    if not distinct & (_NETWORKS | _SHARE_VERBS):
        return []
    share = sum(w in _SHARE_WORDS for w in words) / len(words)
    few = len(words) <= 5 and words[0] in _SHARE_VERBS and not distinct - _SHARE_WORDS - _FILLERS  # noqa: PLR2004
    several = len(distinct & _SHARE_WORDS) > 1 and share >= SHARE_BAR_FROM
    if share >= SHARE_SENTENCE_FROM if line.stopped else few or several:
        return [Cue(1.0 if few or len(words) > 3 or len(words) == 1 else 0.7, "share bar")]  # noqa: PLR2004
    return []


def _link_row(line: Line) -> list[Cue]:
    """Breadcrumbs and rows of links: short pieces between the same separators, and no sentence."""
    for separator in (" | ", " › ", " > ", " · ", " • ", " :: ", ' " '):
        pieces = line.plain.split(separator)
        if len(pieces) > 2 and all(len(p.split()) <= 6 for p in pieces):  # noqa: PLR2004 - two separators
            return [Cue(1.0, "row of links")]
        if len(pieces) == 2 and not line.stopped and separator != ' " ':  # noqa: PLR2004 - one separator
            return [Cue(0.6, "row of links")]
    return []


def _address(line: Line) -> list[Cue]:
    """The page speaks to its reader about itself: newsletters, log-ins, gifts, comments."""
    words = line.unquoted
    if not words:
        return []
    order = words[0] in _ORDERS
    named = {stem for w in words[order:] if (stem := _site_word(w))}
    you, we = bool(_YOU & {*words}), bool(_WE & {*words})
    fragment = not line.stopped and len(words) <= LONGEST_FRAGMENT
    alone_enough = fragment and (order or (you and we))
    if not named or (len(named) == 1 and not alone_enough):
        return []  # one word of the site's in a sentence is an accident
    if not (you or we or order):
        return []
    asks = line.plain.count("?") == 1 and "?" in line.plain[:80] and not line.plain.endswith("?")
    weight = min(NAMES_SITE_AT_MOST, NAMES_SITE * len(named) / len(words))
    weight += SAYS_YOU * you + SAYS_WE * we + ORDERS * order + ASKS * asks
    return [Cue(weight, "speaks to the reader about the page")]


def _site_word(word: str) -> str:
    """The word of the site's vocabulary that this is a form of; "" if it is none."""
    if word in _NETWORKS:
        return word
    forms = (
        word,
        word.removesuffix("s"),
        word.removesuffix("es"),
        word.removesuffix("ing"),
        word.removesuffix("ed"),
    )
    return next((w for w in forms if w in _SITE), "")
