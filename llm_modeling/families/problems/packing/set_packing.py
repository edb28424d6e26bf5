"""Set packing. Source: Nemhauser and Wolsey, Integer and Combinatorial Optimization, 1988, chapter I.1."""

from __future__ import annotations

from llm_modeling.families.family import Extent, Fact, Family, Framing, Options, Setting, Table, Values
from llm_modeling.families.names import DISTRICTS, WEEKDAYS, listed
from llm_modeling.families.problems.authoring import column, phrases
from llm_modeling.families.shorthand import binary, maximize, members, model, pairs, parameter, rule
from llm_modeling.formulation import Formulation


def _formulation(options: Options) -> Formulation:
    few, favorites = "few" in options, "favorites" in options
    return model(
        sets=[
            members("OFFERS"),
            members("THINGS"),
            pairs("CLAIMS", "offer", "thing"),
            members("FAVORITES") if favorites else None,
        ],
        parameters=[parameter("worth[OFFERS]"), parameter("most") if few else None],
        variables=[binary("accept[OFFERS]")],
        constraints=[
            rule("once", "sum{(o, k) in CLAIMS} accept[o] <= 1", "k in THINGS"),
            rule("few", "sum{o in OFFERS} accept[o] <= most") if few else None,
            rule("enough", "sum{o in FAVORITES} accept[o] >= 1") if favorites else None,
        ],
        objectives=[maximize("total_worth", "sum{o in OFFERS} worth[o] * accept[o]")],
    )


def _draw(setting: Setting) -> Values:
    offers = setting.pick("OFFERS", setting.sizes["offers"])
    things = setting.pick("THINGS", setting.sizes["things"])
    rng = setting.rng
    wanted = [sorted(rng.permutation(len(things))[: int(rng.integers(1, 4))].tolist()) for _ in offers]
    bonus = setting.integers("worth", 40, 90, len(offers))
    values: Values = {
        "OFFERS": offers,
        "THINGS": things,
        "CLAIMS": [[offer, things[k]] for offer, claim in zip(offers, wanted, strict=True) for k in claim],
        "worth": column(offers, [len(claim) * extra for claim, extra in zip(wanted, bonus, strict=True)]),
    }
    if setting.has("few"):
        values["most"] = max(2, len(things) // 3)
    if setting.has("favorites"):
        values["FAVORITES"] = [offers[k] for k in rng.permutation(len(offers))[: max(2, len(offers) // 5)].tolist()]
    return values


_FACTS = (
    Fact(
        "worth",
        ways=(
            "{Worth_is}: [OFFERS; {@} {=worth} {currency}].",
            "The {offers} [OFFERS: {@}] are worth [OFFERS: {=worth}] {currency}, respectively.",
        ),
        table=Table(
            "OFFERS", "{offer}", (("{worth_name} ({currency})", "worth"),), "{Worth_is} as listed in the table."
        ),
        of=("worth",),
    ),
    Fact("things", ways=("{Things_are} [THINGS: {@}].", "There are {#THINGS} {things}: [THINGS; {@}].")),
    Fact(
        "claims",
        ways=(
            "{Claims_are}: [CLAIMS; {@0} {claims} {@1}].",
            "The list tells which {offer} {claims} which {thing}: [CLAIMS; {@0} - {@1}].",
        ),
    ),
    Fact(
        "once",
        ways=(
            "No {thing} can be given to more than one accepted {offer}.",
            "Each {thing} can serve at most one accepted {offer}.",
        ),
        of=("once",),
    ),
    Fact(
        "few",
        ways=("At most {=most} {offers} can be accepted.", "No more than {=most} {offers} may be accepted."),
        of=("few",),
        option="few",
    ),
    Fact(
        "favorites",
        ways=(
            "At least one of the {offers} [FAVORITES: {@}] must be accepted.",
            "For old times' sake, at least one of these {offers} has to be accepted: [FAVORITES; {@}].",
        ),
        of=("enough",),
        option="favorites",
    ),
    Fact(
        "goal",
        ways=(
            "Which {offers} should be accepted, as a whole or not at all, to make the total {worth_name} as high as "
            "possible?",
            "Accept or decline the {offers}, without changing them, so that the total {worth_name} is maximal.",
        ),
        of=("total_worth", "accept"),
    ),
)

FAMILY = Family(
    name="set_packing",
    title="Set packing",
    source="Nemhauser and Wolsey, Integer and Combinatorial Optimization, 1988",
    extents=(Extent("offers", 6, 400), Extent("things", 5, 110)),
    formulation=_formulation,
    draw=_draw,
    facts=_FACTS,
    options=("few", "favorites"),
    framings=(
        Framing(
            "venue_hire",
            "events",
            openings=(
                "A conference center lets its halls to organizers who want several of them together.",
                "Organizers have asked a conference center for halls on a weekend in May.",
            ),
            words=phrases(
                "offer: request; offers: requests; thing: hall; things: halls; claims: asks for; "
                "worth_is: the rents offered are; worth_name: rent; currency: EUR; things_are: the halls are;"
                "claims_are: the requests concern several halls"
            ),
            members={
                "OFFERS": listed("wine fair, book fair, gala, chess open, job market, flea market, dog show, reunion"),
                "THINGS": listed("Aurora, Boreal, Corona, Delta, Equator, Forum, Galaxy, Horizon, Iris, Jupiter"),
            },
            units={"worth": "EUR"},
            factors={"worth": 10.0},
            distractors=("The center has {~140..900} parking spaces.",),
        ),
        Framing(
            "track_closures",
            "railways",
            openings=(
                "A railway closes lines for repairs, and the crews of several projects are in the way of others.",
                "Many repair projects compete for the closure of railway sections next summer.",
            ),
            words=phrases(
                "offer: project; offers: projects; thing: section; things: sections; claims: closes;"
                " worth_is: the benefits of the projects are; worth_name: benefit;"
                "currency: thousand EUR; things_are: the sections are called; claims_are: the closures are planned so"
            ),
            members={
                "OFFERS": listed(
                    "viaduct, new signals, drainage, tunnel lining, catenary, ballast, switches, cable duct"
                ),
                "THINGS": DISTRICTS,
            },
            distractors=("The railway carries {~14..90} trains a day.",),
        ),
        Framing(
            "telescope_time",
            "astronomy",
            openings=(
                "An observatory assigns the clear nights of its telescopes.",
                "Astronomers apply for nights at an observatory in the mountains.",
            ),
            words=phrases(
                "offer: program; offers: programs; thing: slot; things: slots; claims: uses; "
                "worth_is: a panel has graded the programs; worth_name: grade; currency: points;"
                "things_are: the slots are named; claims_are: the programs are tied to certain slots"
            ),
            members={
                "OFFERS": listed("quasars, comets, dwarf stars, exoplanets, pulsars, nebulae, rings, moons, novae"),
                "THINGS": listed("dawn A, dawn B, dusk A, dusk B, noon A, night A, night B, night C, night D, night E"),
            },
            distractors=("The observatory stands at {~2100..3900} m above the sea.",),
        ),
        Framing(
            "tool_rental",
            "construction",
            openings=(
                "A rental yard has more customers than machines this week.",
                "Building firms book machines at a rental yard, usually several together.",
            ),
            words=phrases(
                "offer: booking; offers: bookings; thing: machine; things: machines; claims: includes;"
                " worth_is: the revenues from the bookings are; worth_name: revenue; currency: USD;"
                "things_are: the yard owns; claims_are: the bookings have been made as follows"
            ),
            members={
                "OFFERS": listed("school annex, quay wall, ring road, villa, silo, car park, arena, tram depot, kiosk"),
                "THINGS": listed("digger, roller, crane, mixer, hoist, loader, dumper, grader, paver, auger, breaker"),
            },
            units={"worth": "USD"},
            factors={"worth": 8.0},
            distractors=("The yard is closed on {~2..9} public holidays.",),
        ),
        Framing(
            "tour_guides",
            "tourism",
            openings=(
                "A travel agency has drawn up more tours than its guides can lead.",
                "Guides are short in the season, and a travel agency weighs its tours.",
            ),
            words=phrases(
                "offer: tour; offers: tours; thing: guide; things: guides; claims: takes; "
                "worth_is: the profits of the tours are; worth_name: profit; currency: EUR;"
                "things_are: the guides are known by the islands they are from;"
                "claims_are: the tours keep the following guides busy"
            ),
            members={
                "OFFERS": listed("caves, vineyards, ruins, dolphins, waterfalls, monasteries, markets, volcanoes"),
                "THINGS": listed("Corfu, Crete, Elba, Faial, Gozo, Ibiza, Kos, Lesbos, Madeira, Naxos, Paros, Rhodes"),
            },
            units={"worth": "EUR"},
            factors={"worth": 3.0},
            ways={
                "things": (
                    "The guides go by the names of their home islands: [THINGS; {@}].",
                    "There are {#THINGS} guides, known by their home islands: [THINGS; {@}].",
                )
            },
            distractors=("A tour lasts {~3..9} hours.",),
        ),
        Framing(
            "sports_rights",
            "broadcasting",
            openings=(
                "A sports channel can buy packages of broadcasting rights, but not all of them.",
                "Packages of broadcasting rights are on offer to a sports channel.",
            ),
            words=phrases(
                "offer: package; offers: packages; thing: evening; things: evenings; claims: fills; "
                "worth_is: the expected margins of the packages are; worth_name: margin; currency: thousand USD;"
                "things_are: the evenings are; claims_are: the packages consist of live events on fixed evenings"
            ),
            members={
                "OFFERS": listed("rowing, fencing, judo, curling, biathlon, snooker, squash, diving, cycling, darts"),
                "THINGS": WEEKDAYS,
            },
            ways={
                "once": (
                    "There can be no more than one accepted package on the same evening.",
                    "An evening can be filled by at most one accepted package, and a package is shown completely.",
                )
            },
            distractors=("The channel has {~2..9} studios.",),
        ),
    ),
)
