"""Words and phrases that report an event, by PLOVER event type and mode; written for the project from the codebook.

PLOVER: Halterman, Bagozzi, Beger, Schrodt and Scarborough 2023, "PLOVER and POLECAT: a new political event ontology
and dataset". A phrase is a row of words; `~` stands for any ending, `*` for up to four words between.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import get_args

from stemma.model import EventType
from stemma.text.words import OPENING, openings

ROOTS: tuple[EventType, ...] = get_args(EventType)

_PHRASES = """
AGREE: agree~ to, agreed, pledg~, promis~, commit~ to, vow~ to, willing to, ready to, offer~ to, prepared to, accept~, will seek,
  consent~, is open to, will consider, intends to, plans to, invit~, promised, assur~, guarantee~ that
AGREE meet: will meet, will hold * talks, will visit, to meet with, agree~ to meet, will host, will travel, will discuss, set to visit,
  due to meet, plans to visit, will hold * meeting, scheduled to
CONSULT meet: met, meets, met with, meeting with, hold~ * talks, held * talks, discuss~, confer~ with, consult~, held * meeting,
  talks with, held * discussion~, negotiat~, held * conference, conference with, summit with, consultation~, exchang~ views
CONSULT visit: visit~, arriv~ in, host~, travel~ to, receiv~ * minister~, receiv~ * president~, receiv~ * ambassador~, receiv~ * delegation~,
  welcom~ * on * visit, attend~, toured, flew to, embark~ on
CONSULT phone: phone call, telephon~, spoke by phone, spoke with, spoke to, phoned, video call, call with
CONSULT third-party: mediat~, broker~ * talks, act as mediator
SUPPORT: deepen~ * partnership, strengthen~ * ties, support~, back~, endors~, prais~, commend~, applaud~, welcom~, hail~, congratulat~, thank~, express~ * support,
  express~ * solidarity, stand~ with, stand~ by, defend~, approv~, appreciat~, sympath~, condolence~, side with, rally behind,
  reaffirm~, express~ * appreciation, gratitude
SUPPORT agreement: sign~ * agreement~, sign~ * deal, sign~ * memorandum, sign~ * treaty, sign~ * pact, sign~ * accord, ratif~, sign~ * contract,
  concluded * agreement, reach~ * agreement, reach~ * deal, struck * deal, enter~ * agreement
SUPPORT relations: establish~ * diplomatic, establish~ * relations, recogni~, restor~ * ties, resum~ * relations, normaliz~, normalis~,
  open~ * embassy
COOPERATE: cooperat~, collaborat~, joint, jointly, share~ * intelligence, shar~ * information, shar~ * evidence, exchang~ * information,
  exchang~ intelligence, joint exercise~, joint military, war games, extradit~, trade with, partner~ with, team~ up, provid~ * information,
  military drills, gave * information, joint patrol~, military exercise~ with, naval exercise~ with, import~ from, export~ to
AID: aid to, help~, provid~ * aid, humanitarian, financial aid, donat~, provid~ * assistance, assist~ * in, send~ * aid, sent * aid, deliver~ * aid,
  shelter~, evacuat~, rescu~, help~ * rebuild, deliver~, ship~ * supplies, sent * supplies, grant~ to, loan~, give~ * million, gave * million,
  provid~ * million, fund~, bail~ out, offer~ * aid, provid~ * support, relief, emergency aid
AID military: provid~ * weapons, suppl~ * arms, suppl~ * weapons, military aid, train~ * forces, arm~ the, sent * troops to help, send~ * peacekeep~,
  peacekeeping troops, deploy~ * peacekeep~, military support, arms to
AID asylum: grant~ * asylum, asylum to, open~ * borders to, shelter to, refuge to, citizenship
YIELD: conced~, concession~, apologi~, lift~ * ban, lift~ * sanction~, eas~ * sanction~, eas~ * restriction~, lift~ * restriction~,
  lift~ * blockade, lift~ * siege, lift~ * curfew, lift~ * embargo, lift~, eas~, relax~, reliev~, reduc~ * sentence, cancel~ * ban, remov~ * from * list,
  remov~ * restrictions, drop~ * charges, dismiss~ * charges, waiv~, clear~ * of, acquit~, allow~, permit~, grant~ permission, accept~ * demand~,
  reinstat~, compensat~, backed down, back~ down, reform~, amnesty, pardon~, commut~, surrender~, ended * state of emergency, ended * curfew
YIELD release: releas~, freed, free~ * prisoner~, free~ * hostage~, order~ * release, grant~ * bail, set free, let go
YIELD return: return~ * to, hand~ over, hand~ back, repatriat~ * remains, gave back, handover
YIELD withdraw: withdr~ * troops, withdr~ * forces, withdr~ from, retreat~, pull~ out * troops, pull~ back, evacuat~ * troops, pull~ * forces
YIELD ceasefire: ceasefire, cease fire, truce, declar~ * ceasefire, halt~ * fighting, halt~ * attacks, suspen~ * offensive, cessation
YIELD disarm: disarm~, demobili~, lay down, gave up * weapons, decommission~
YIELD access: allow~ * observers, allow~ * inspectors, allow~ * humanitarian, access to, open~ * border, reopen~, open~ * crossing
YIELD resign: resign~, step~ down, quit as
REQUEST: pressure from, wants, ask~, request~, urg~, call~ on, call~ for, appeal~ to, appeal~ for, demand~, press~, plead~, want~, ordered, orders, seek~, sought,
  must, should, pressur~, propos~, implor~, require~
REQUEST assist: request~ * aid, appeal~ for * aid, appeal~ for * help, ask~ for * help, sought refuge, seek~ asylum, ask~ for * support,
  sought asylum, seek~ * assistance, ask~ for * troops, sought * support
REQUEST yield: demand~ * release, call~ for * release, ask~ * ceasefire, call~ for * ceasefire, demand~ * resign~, call~ for * withdrawal
REQUEST meet: request~ * meeting, demand~ * meeting, call~ for * talks, ask~ for * talks
ACCUSE: accus~, blam~, condemn~, denounc~, criticiz~, criticis~, slam~, blast~, rebuk~, decr~, lambast~, deplor~, protest~ * to, summon~ * ambassador,
  summon~, object~, complain~, express~ * concern, concerned about, outrage~, censur~, disapprov~, rap~, chid~, hit out, attack~ * for, voic~ * concern
ACCUSE allege: evidence against, alleg~, charg~ * with, charg~, suing, sued, sues, fil~ * lawsuit, lawsuit against, fil~ * complaint, indict~, prosecut~, impeach~, claim~ that,
  fil~ * charges, su~ * over, fil~ * petition, legal action, trial, extradition
ACCUSE investigate: investigat~, prob~, inquir~, launch~ * investigation, open~ * investigation, inquiry, question~, interrogat~, inspect~
ACCUSE convict: convict~, found guilty, sentenc~, find~ * guilty, rul~ against, fined, fines, life sentence
REJECT: reject~, refus~, denie~, deny~, declin~, veto~, oppos~, dismiss~, turn~ down, rebuff~, rul~ out, rule~ out, not accept, will not, won t, would not, cannot,
  out of question, out of the question, defy, defi~, ignor~, cancel~ * visit, cancel~ * meeting, no plans, never, not meet, not attend, disagree~, block~ * bill,
  abandon~ * talks, walk~ out, boycott~ * talks, not allow, not recogni~, overrul~, postpon~, spurn~, resist~, scrap~, cancel~
THREATEN: threat~, warn~, ultimatum, deadline, threaten~ to, menac~, issu~ * warning, consequences, retaliat~, would respond, vow~ * revenge
THREATEN sanction: call~ for sanctions, threaten~ * sanctions, threat~ * embargo, call~ * rally, call~ * protest, call~ for * strike, call~ for * boycott
PROTEST demo: protest~, demonstrat~, rall~, march~, sit in, took to the streets, picket~, vigil, burn~ * flag
PROTEST strike: strike, went on strike, stop~ work, walkout, walk~ off, labor strike, go slow
PROTEST hunger: hunger strike
PROTEST riot: riot~, clash~ with police, vandal~, throw~ stones, threw stones, torch~
PROTEST obstruct: block~ * road~, block~ * highway, barricad~, obstruct~, occup~ * square
PROTEST boycott: boycott~
SANCTION: suspend~ * aid, suspen~ * aid, cut~ * aid, withh~ * aid, halt~ * aid, reduc~ * aid, end~ * aid, stop~ * aid, cut~ * ties, sever~ * ties, sever~ * relations,
  suspend~, suspension, break~ * relations, broke * relations, broke off, recall~ * ambassador, downgrad~ * relations, embargo, expel~ * diplomat~, expel~ * ambassador,
  halt~ * talks, suspend~ * talks, end~ * mediation, withdrew * peacekeep~, pull~ out of, withdr~ from * agreement, ended * negotiations, cancel~ * contract,
  stop~ * import~, ban~ * import~, freez~ * aid, cut~ * off, cut~ * assistance, suspend~ * relations, terminat~ * agreement, closed * embassy, suspend~ * membership
COERCE: impos~ * sanction~, sanction~, impos~ * restriction~, impos~ * ban, impos~, ban~, outlaw~, crack~ down, crackdown, restrict~, clos~ * border, censor~, block~ * website~,
  blocked * access, dissolv~, shut~ down, clos~ down, disband~, repress~, blacklist~, travel ban, froze * assets, freez~ * assets, revok~, stop~ the work, clamp~ down
COERCE arrest: arrest~, detain~, imprison~, jail~, round~ up, apprehend~, took * into custody, arrest warrant, in custody, captur~ * suspect~, nab~
COERCE deport: deport~, expel~, evict~
COERCE curfew: curfew, martial law, state of emergency, state of siege, impos~ * curfew, lockdown
COERCE seize: seiz~, confiscat~, raid~, search~ * house, impound~, search~ * home~
COERCE withhold: cut~ * electricity, cut~ * power, shut~ off
COERCE cyber: hack~, cyber attack~, cyberattack~
MOBILIZE troops: mobiliz~, mobilis~, on alert, on high alert, deploy~ * troops, deploy~ * forces, deploy~ * soldiers, deploy~ * missiles, beef~ up, reinforc~, mass~ * troops, increas~ * troops, sent * warship~,
  military exercise~, drills, deploy~ * police, call~ up * reserv~, test~ * missile~, test~ fired, alert, intensif~ * forces, build up, moved * troops, put * on alert, plac~ * on alert, deploy~
ASSAULT: firefight, attack~, kill~, assault~, kidnap~, abduct~, beat~, tortur~, assassinat~, murder~, execut~, rap~ed, massacr~, shot, shoot~, stab~, wound~, injur~, hostage~, hijack~, slain, ambush~, fought, fight~,
  clash~, battl~, behead~, lynch~, gunned down, invad~, occup~, captur~, overran, took control, seiz~ * control, seiz~ * town, seiz~ * city, seiz~ * oil, seiz~ * base, blockad~, besieg~, violat~ * ceasefire, destroy~, demolish~
ASSAULT aerial: air strike~, airstrike~, bomb~, raid~ on, warplane~, drone strike~, bombard~
ASSAULT heavy-weapons: shell~, artillery, rocket~, mortar~, fired * missile~, tank~, missile attack~, fired * at, open~ fire
ASSAULT explosives: explosion, blast, car bomb~, roadside bomb~, detonat~, blew up, grenade~
ASSAULT suicide-attack: suicide bomb~, suicide attack~, blew himself up
ASSAULT crowd-control: tear gas, water cannon~, rubber bullets
"""

_WORD = re.compile(r"\S+")
_BETWEEN = re.compile(r"[\s,]")


@dataclass(frozen=True, slots=True)
class Trigger:
    """A phrase that reports an event."""

    event: EventType
    """Its type."""
    mode: str
    """How it is done; empty where the type has no modes or none is told."""
    start: int
    """Where it begins, in characters of what was searched."""
    end: int
    """Where it ends."""
    phrase: bool
    """Whether it has several words."""


def find_triggers(words: str) -> tuple[Trigger, ...]:
    """Every phrase of the lexicon in a stretch of text, in order; longer ones first where two begin together.

    Args:
        words: the text in small letters.
    """
    found: list[Trigger] = []
    rows, by_opening = _rows(), _by_opening()
    past = [0] * len(rows)
    for start, opening in openings(words):
        for row, stems, pattern in by_opening.get(opening, by_opening[""]):
            if start < past[row] or not words.startswith(stems, start):
                continue
            m = compiled(pattern).match(words, start)
            if m is not None:
                past[row] = m.end()
                event, mode, _ = rows[row]
                found.append(Trigger(event, mode, start, m.end(), _BETWEEN.search(m[0]) is not None))
    return tuple(sorted(found, key=lambda t: (t.start, -t.end, t.event, t.mode)))


@cache
def compiled(pattern: str) -> re.Pattern[str]:
    """A pattern made ready when it is first needed: a short report needs few of them."""
    return re.compile(pattern)


@cache
def _rows() -> tuple[tuple[EventType, str, tuple[str, ...]], ...]:
    """The rows of the lexicon: type, mode, phrases, the longest first."""
    out = []
    for line in re.sub(r"\n\s+", " ", _PHRASES).strip().splitlines():
        head, _, rest = line.partition(":")
        name, _, mode = head.partition(" ")
        event = next(r for r in ROOTS if r == name)
        phrases = sorted((p.strip() for p in rest.split(",") if p.strip()), key=len, reverse=True)
        out.append((event, mode, tuple(phrases)))
    return tuple(out)


@cache
def _by_opening() -> dict[str, tuple[tuple[int, tuple[str, ...], str], ...]]:
    """For words that open so the rows that may have a phrase there, with the stems and a pattern of those phrases alone.

    What is found is what one pattern a row would find, and a short report needs few of the patterns. Under the empty
    opening stand those for all other words.
    """
    firsts = [[(p.split()[0].rstrip("~"), p) for p in phrases] for _, _, phrases in _rows()]
    opens = [[(_opening(p.split()[0]), stem, p) for stem, p in row] for row in firsts]
    out: dict[str, tuple[tuple[int, tuple[str, ...], str], ...]] = {}
    for opening in {"", *(o for row in opens for o, _, _ in row)}:
        fitting = [[(stem, p) for o, stem, p in row if o in {"", opening}] for row in opens]
        out[opening] = tuple(
            (i, tuple({stem for stem, _ in row}), r"(?:" + "|".join(_regex(p) for _, p in row) + r")\b")
            for i, row in enumerate(fitting)
            if row
        )
    return out


def _opening(word: str) -> str:
    """How a word opens that a word of the lexicon matches; empty where its stem is too short to tell."""
    stem = word.rstrip("~")
    return "" if len(stem) < OPENING and stem != word else stem[:OPENING]


def _regex(phrase: str) -> str:
    parts = []
    for word in _WORD.findall(phrase):
        if word == "*":
            parts.append(r"(?:[\w’'.-]+,? ){0,4}?")
        else:
            parts.append(re.escape(word.rstrip("~")) + (r"[a-z]*" if word.endswith("~") else "") + r"[\s,]+")
    return "".join(parts).removesuffix(r"[\s,]+")
