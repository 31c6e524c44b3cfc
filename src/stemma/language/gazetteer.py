"""Countries with their people, adjectives and seats of government; written for the project."""

from __future__ import annotations

from functools import cache

from stemma.text.calendar import MONTHS

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
albania: albanian, albanians / tirana
andorra: andorran, andorrans
angola: angolan, angolans / luanda
armenia: armenian, armenians / yerevan
azerbaijan: azerbaijani, azerbaijanis, azeri / baku
bahamas: bahamian, bahamians / nassau
bahrain: bahraini, bahrainis / manama
bangladesh: bangladeshi, bangladeshis / dhaka
barbados: barbadian, barbadians / bridgetown
belarus: belarusian, belarusians / minsk
belize: belizean, belizeans / belmopan
benin: beninese / porto-novo, cotonou
bhutan: bhutanese / thimphu
bolivia: bolivian, bolivians / la paz, sucre
bosnia and herzegovina: bosnian, bosnians / sarajevo, bosnia
botswana: botswanan, botswanans / gaborone
brunei: bruneian, bruneians / bandar seri begawan
bulgaria: bulgarian, bulgarians / sofia
burkina faso: burkinabe / ouagadougou
burundi: burundian, burundians / bujumbura, gitega
cambodia: cambodian, cambodians / phnom penh
cameroon: cameroonian, cameroonians / yaounde
cape verde: cape verdean, cape verdeans / praia
central african republic: central african, central africans / bangui
chad: chadian, chadians / n'djamena, ndjamena
comoros: comorian, comorians / moroni
democratic republic of the congo: congolese / kinshasa, congo, drc
republic of the congo: brazzaville congolese / brazzaville
costa rica: costa rican, costa ricans / san jose
croatia: croatian, croatians, croats / zagreb
cyprus: cypriot, cypriots / nicosia
czech republic: czech, czechs / prague, czechia
djibouti: djiboutian, djiboutians
dominica: dominican islander
dominican republic: dominican, dominicans / santo domingo
ecuador: ecuadorian, ecuadorians, ecuadorean / quito
el salvador: salvadoran, salvadorans / san salvador
equatorial guinea: equatoguinean, equatoguineans / malabo
eritrea: eritrean, eritreans / asmara
estonia: estonian, estonians / tallinn
eswatini: swazi, swazis / mbabane
fiji: fijian, fijians / suva
gabon: gabonese / libreville
gambia: gambian, gambians / banjul
georgia: georgian, georgians / tbilisi
ghana: ghanaian, ghanaians / accra
grenada: grenadian, grenadians
guatemala: guatemalan, guatemalans / guatemala city
guinea: guinean, guineans / conakry
guinea-bissau: bissau-guinean / bissau
guyana: guyanese / georgetown
haiti: haitian, haitians / port-au-prince
honduras: honduran, hondurans / tegucigalpa
hong kong: hong konger, hong kongers
iceland: icelandic, icelanders / reykjavik
ireland: irish, irishmen / dublin
ivory coast: ivorian, ivorians / abidjan, yamoussoukro, cote d'ivoire
jamaica: jamaican, jamaicans / kingston
kazakhstan: kazakh, kazakhs / astana
kiribati: i-kiribati / tarawa
kosovo: kosovar, kosovars / pristina
kuwait: kuwaiti, kuwaitis / kuwait city
kyrgyzstan: kyrgyz / bishkek
laos: laotian, laotians, lao / vientiane
latvia: latvian, latvians / riga
lesotho: basotho / maseru
liberia: liberian, liberians / monrovia
liechtenstein: liechtensteiner / vaduz
lithuania: lithuanian, lithuanians / vilnius
luxembourg: luxembourgish, luxembourgers
madagascar: malagasy / antananarivo
malawi: malawian, malawians / lilongwe
maldives: maldivian, maldivians / male city
mali: malian, malians / bamako
malta: maltese / valletta
marshall islands: marshallese / majuro
mauritania: mauritanian, mauritanians / nouakchott
mauritius: mauritian, mauritians / port louis
micronesia: micronesian, micronesians / palikir
moldova: moldovan, moldovans / chisinau
monaco: monegasque
mongolia: mongolian, mongolians / ulaanbaatar, ulan bator
montenegro: montenegrin, montenegrins / podgorica
mozambique: mozambican, mozambicans / maputo
namibia: namibian, namibians / windhoek
nauru: nauruan, nauruans
nepal: nepali, nepalis, nepalese / kathmandu
nicaragua: nicaraguan, nicaraguans / managua
niger: nigerien, nigeriens / niamey
north macedonia: macedonian, macedonians / skopje
oman: omani, omanis / muscat
palau: palauan, palauans
panama: panamanian, panamanians / panama city
papua new guinea: papua new guinean, papuan, papuans / port moresby
paraguay: paraguayan, paraguayans / asuncion
romania: romanian, romanians / bucharest
rwanda: rwandan, rwandans / kigali
saint lucia: saint lucian / castries
samoa: samoan, samoans / apia
san marino: sammarinese
sao tome and principe: santomean / sao tome
senegal: senegalese / dakar
serbia: serbian, serbians, serb, serbs / belgrade
seychelles: seychellois / victoria city
sierra leone: sierra leonean, sierra leoneans / freetown
singapore: singaporean, singaporeans
slovakia: slovak, slovaks, slovakian / bratislava
slovenia: slovenian, slovenians, slovene / ljubljana
solomon islands: solomon islander, solomon islanders / honiara
south sudan: south sudanese / juba
sri lanka: sri lankan, sri lankans / colombo
suriname: surinamese / paramaribo
tajikistan: tajik, tajiks / dushanbe
tanzania: tanzanian, tanzanians / dodoma, dar es salaam
timor-leste: timorese / dili, east timor
togo: togolese / lome
tonga: tongan, tongans / nuku'alofa
trinidad and tobago: trinidadian, trinidadians / port of spain
turkmenistan: turkmen / ashgabat
tuvalu: tuvaluan, tuvaluans / funafuti
uganda: ugandan, ugandans / kampala
uruguay: uruguayan, uruguayans / montevideo
uzbekistan: uzbek, uzbeks / tashkent
vanuatu: ni-vanuatu / port vila
vatican: vatican citizen / holy see, vatican city
zambia: zambian, zambians / lusaka
zimbabwe: zimbabwean, zimbabweans / harare
"""
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


def adjective(country: str) -> str | None:
    """The adjective of a country, by its name in plain form."""
    entry = _table().get(country)
    return entry[0][0] if entry else None


@cache
def _table() -> dict[str, tuple[tuple[str, ...], tuple[str, ...]]]:
    out: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {}
    for line in _COUNTRIES.strip().splitlines():
        country, _, rest = line.partition(": ")
        people, _, seats = rest.partition(" / ")
        out[country] = (tuple(people.split(", ")), tuple(s for s in seats.replace(".", "").split(", ") if s))
    return out
