"""Whether a first name, a title or a noun is a man's or a woman's; written for the project."""

from __future__ import annotations

from typing import Literal

from stemma.text.words import plain_word

Gender = Literal["he", "she", ""]
"""By which pronoun a person is taken up; empty where nothing tells."""

# First names that are common in the news and hardly ever given to the other sex.
_HIS = """
aaron abdul abdullah adam adrian ahmed ahmad alan albert alberto alejandro aleksandr alex alexander alexei ali
alistair allen amir anatoly anders andre andreas andrei andrew andrzej angus anthony antonio antony anwar ari
arnold arthur ashraf axel barack bashar ben benjamin benny bernard bernie bill bob boris brad brett brian bruce
bruno carl carlos cedric charles chris christian christopher chuck claudio clement colin craig cyril dan daniel
darren david dean dennis derek diego dimitri dirk dmitri dmitry dominic donald doug douglas duncan dwight ed
eduardo edward edwin elijah elliot emile emmanuel emilio enrique eric erik ernest ernesto evgeny farhan felipe
felix ferdinand fernando francis francisco francois frank franz fred frederick gabriel gareth gary gavin geoff
geoffrey george gerald gerard gerhard giorgio giovanni giuseppe glenn gordon graham greg gregory guillermo gunther
gustav guy hamid hans harold harry hasan hassan hector heinrich helmut henri henry herbert hiroshi horst howard
hugh hugo hussein ian ibrahim igor imran isaac ismail ivan jack jacob jacques jake jakob jamal james jan jared
jason javier jay jean-claude jeff jeffrey jens jeremy jerome jerry jesus jim jimmy joachim joe joel johan john
johann johannes jon jonas jonathan jorge jose josef joseph josh joshua juan juergen julian julio jurgen justin
kamal karl karim keith ken kenneth kenji kevin khalid klaus konrad konstantin kurt kyle lars larry lawrence lee
leo leon leonard leonid lionel lloyd louis luca lucas luigi luis luke magnus mahmoud manuel marc marcel marco
marcos marcus mario mark markus martin marvin mathias matt matteo matthew matthias maurice max maximilian mehmet
michael michal miguel mike mikhail milan mitch mitt mohamed mohammad mohammed moritz moshe muhammad murat mustafa
nathan neil nelson nicholas nick nicolas niels nigel nikolai nikolaj noah norman oleg oliver olivier omar orlando
oscar osman otto pablo paolo patrick paul pavel pedro perry pete peter petr philip philippe phil pierre piotr
rafael rahul raj ralph ramon rashid raul ray raymond reinhard rene ricardo richard rick rob robert roberto rodrigo
roger roland rolf roman ron ronald rory ross roy rudolf rudy rupert russell ryan said salman salvador sam samuel
santiago saul scott sean sebastian sergei sergey sergio seth shane simon stanislav stanley stefan stephan stephen
steve steven stuart sven tariq ted terry theo theodore thomas tim timothy tobias todd tom tomas tommy tony travis
trevor tyler vadim valentin vasily victor viktor vincent vitaly vlad vladimir volodymyr walter warren wayne werner
wilhelm will william wolfgang yahya yasser yevgeny yitzhak youssef yuri yusuf zachary
"""
_HER = """
abigail ada adele adriana agnes aisha alexandra alice alicia alison amanda amelia amina amy ana anastasia andrea
angela angelina anita ann anna anne annette annie antonia arlene astrid audrey ayesha barbara beate beatrice
bernadette beth bettina betty birgit brenda bridget brigitte camilla candace carla carly carmen carol carole
caroline carolyn catherine cathy cecilia celia charlotte cheryl chloe christina christine cindy claire clara
claudia colleen condoleezza connie cristina cynthia daisy daniela danielle dawn deborah debbie deirdre delia
diana diane dolores donna dora doris dorothy edith eileen elaine eleanor elena elisabeth elise eliza elizabeth
ella ellen elsa emily emma erika erin esther eva eve evelyn fatima fatou fiona florence frances francesca
gabriela gabriele gail galina georgia gertrude gina gisela giulia giorgia gloria grace greta gwen hannah harriet
heather heidi helen helena helene hilary hildegard hillary hope ida ilse inga ingrid irena irene irina iris isabel
isabella isabelle ivanka ivana jacinda jackie jacqueline jana jane janet janice jeanne jenna jennifer jenny
jessica jill joan joanna joanne jocelyn josephine joyce juanita judith judy julia juliana julie june kamala kara
karen karin karla kate katharina katharine katherine kathleen kathryn kathy katie katja katrin keiko kelly
khadija kimberly kirsten kristin kristina kristine lara larissa latifa laura lauren layla leila lena leslie
leticia lidia lilian liliana lily linda lisa liudmila liz lola lorena loretta louise lucia lucy ludmila luisa
lydia lyn lynn mabel madeleine maggie maia malala manuela marcia margaret margarita margot maria mariam mariana
marianne marie marilyn marina marine marisa marta martha martina mary maryam matilda maureen mavis maxine megan
melania melanie melissa mercedes meredith mia michelle mildred miranda miriam moira molly monica monika mona nadia
nadine nancy naomi natalia natalie natasha nathalie nicola nicole nikki nina nora noreen norma octavia olena olga
olivia oksana pamela patricia patsy paula paulina pauline penelope penny petra phoebe polly priscilla priti priya
rachel ramona raquel rebecca regina renata rhonda rita roberta rosa rosalind rose rosemary roxana ruth sabine
sabrina sally samantha sandra sara sarah selma sharon sheila shelley shirley silvia simone sofia sonia sonja
sophia sophie stella stephanie sue susan susanna susanne suzanne svetlana sylvia tamara tania tanya tatiana teresa
tessa thelma theresa therese tina tracy ulrike ursula valentina valeria valerie vanessa vera veronica victoria
viktoria vilma viola violet virginia vivian wanda wendy wilma xenia yelena yekaterina yolanda yulia yuliya yvette
yvonne zainab zoe
"""
_HIS_NOUNS = """
mr sir lord king prince baron father grandfather husband son grandson brother uncle nephew widower boyfriend man boy
gentleman spokesman chairman businessman policeman fisherman fireman congressman councilman actor duke emperor
salesman statesman craftsman lad imam monk
"""
_HER_NOUNS = """
ms mrs miss lady dame queen princess baroness mother grandmother wife daughter granddaughter sister aunt niece widow
girlfriend woman girl spokeswoman chairwoman businesswoman policewoman congresswoman councilwoman actress duchess
empress saleswoman stateswoman nun mistress landlady heroine
"""
_NAMES: dict[str, Gender] = {**dict.fromkeys(_HIS.split(), "he"), **dict.fromkeys(_HER.split(), "she")}
_NOUNS: dict[str, Gender] = {**dict.fromkeys(_HIS_NOUNS.split(), "he"), **dict.fromkeys(_HER_NOUNS.split(), "she")}


def gender_of_name(name: str) -> Gender:
    """By which pronoun the bearer of a full name is taken up, as far as the first name tells."""
    first, _, rest = name.partition(" ")
    return _NAMES.get(plain_word(first), "") if rest else ""


def gender_of_noun(word: str) -> Gender:
    """By which pronoun a person is taken up who is called by this noun or title, in plain form."""
    return _NOUNS.get(word, "")
