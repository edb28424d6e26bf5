"""Barter exchange, as in kidney exchange. Source: Roth, Sonmez and Unver, Efficient Kidney Exchange, 2007."""

from __future__ import annotations

from llm_modeling.families.family import Extent, Fact, Family, Framing, Options, Setting, Table, Values
from llm_modeling.families.names import CITIES, DISTRICTS, listed
from llm_modeling.families.problems.authoring import column, phrases
from llm_modeling.families.shorthand import binary, maximize, members, model, pairs, parameter, rule
from llm_modeling.formulation import Formulation


def _formulation(options: Options) -> Formulation:
    few, urgent = "few" in options, "urgent" in options
    return model(
        sets=[members("PARTIES"), pairs("GIFTS", "giver", "taker"), members("URGENT") if urgent else None],
        parameters=[
            parameter("worth[GIFTS]"),
            parameter("most") if few else None,
            parameter("least") if urgent else None,
        ],
        variables=[binary("give[GIFTS]")],
        constraints=[
            rule(
                "give_and_take",
                "sum{(p, j) in GIFTS} give[p, j] = sum{(i, p) in GIFTS} give[i, p]",
                "p in PARTIES",
            ),
            rule("once", "sum{(p, j) in GIFTS} give[p, j] <= 1", "p in PARTIES"),
            rule("few", "sum{(i, j) in GIFTS} give[i, j] <= most") if few else None,
            rule("urgent", "sum{(i, j) in GIFTS: j in URGENT} give[i, j] >= least") if urgent else None,
        ],
        objectives=[maximize("total_worth", "sum{(i, j) in GIFTS} worth[i, j] * give[i, j]")],
    )


def _draw(setting: Setting) -> Values:
    parties = setting.pick("PARTIES", setting.sizes["parties"])
    rng, count = setting.rng, len(parties)
    order = rng.permutation(count).tolist()
    ends = {(order[k], order[(k + 1) % count]) for k in range(count)}  # around all, and back in short circles
    ends |= {(order[k + 2], order[k]) for k in range(0, count - 2, 3)}
    free = [(i, j) for i in range(count) for j in range(count) if i != j and (i, j) not in ends]
    more = max(0, setting.sizes["gifts"] - len(ends))
    ends |= {free[k] for k in rng.permutation(len(free))[:more].tolist()}
    names = [[parties[i], parties[j]] for i, j in sorted(ends)]
    values: Values = {
        "PARTIES": parties,
        "GIFTS": names,
        "worth": column(names, setting.integers("worth", 10, 90, len(names))),
    }
    if setting.has("few"):
        values["most"] = max(3, 3 * (count // 4))
    if setting.has("urgent"):
        values["URGENT"] = [parties[k] for k in sorted(order[:3])]
        values["least"] = 2
    return values


_FACTS = (
    Fact("parties", ways=("{Parties_are} [PARTIES: {@}].", "{There} {#PARTIES} {parties}: [PARTIES; {@}].")),
    Fact(
        "gifts",
        ways=(
            "{Gifts_are} as follows, others being impossible: [GIFTS; {=worth} {unit} from {@0} to {@1}].",
            "Only some {gifts} make sense. {Gifts_are} [GIFTS: {=worth} {unit} (from {@0} to {@1})].",
        ),
        table=Table(
            "GIFTS",
            "from - to",
            (("{worth_name} ({unit})", "worth"),),
            "The table has the {gifts} that make sense and their {worth_name}.",
        ),
        of=("worth",),
    ),
    Fact(
        "give_and_take",
        ways=(
            "Nobody gives without getting, or gets without giving.",
            "As many {gifts} have to go to {a_party} as come from there.",
        ),
        of=("give_and_take",),
    ),
    Fact(
        "once",
        ways=(
            "No {party} can give more than once, and some may stay out of all this.",
            "Each {party} gives at most once, or does not take part.",
        ),
        of=("once",),
    ),
    Fact(
        "few",
        ways=(
            "No more than {=most} {gifts} can be organized.",
            "At most {=most} {gifts} are possible in this round.",
        ),
        of=("few",),
        option="few",
    ),
    Fact(
        "urgent",
        ways=(
            "Of [URGENT: {@}], which are urgent, at least {=least} have to get something.",
            "It is urgent for some: no fewer than {=least} of these must get something: [URGENT; {@}].",
        ),
        of=("urgent",),
        option="urgent",
    ),
    Fact(
        "goal",
        ways=(
            "Which {gifts} should take place so that the total {worth_name} is as high as possible?",
            "Choose the {gifts} with the highest total {worth_name}.",
        ),
        of=("total_worth", "give"),
    ),
)

FAMILY = Family(
    name="barter_exchange",
    title="Barter exchange",
    source="Roth, Sonmez and Unver, Efficient Kidney Exchange, 2007",
    extents=(Extent("parties", 4, 48), Extent("gifts", 7, 400)),
    formulation=_formulation,
    draw=_draw,
    facts=_FACTS,
    options=("few", "urgent"),
    framings=(
        Framing(
            "kidneys",
            "health care",
            openings=(
                "Patients whose own donors do not suit them exchange kidneys.",
                "A transplant center arranges an exchange among patients who bring a donor along.",
            ),
            words=phrases(
                "party: patient; a_party: a patient; parties: patients; gifts: transplants; unit: points;"
                "worth_name: medical score; there: taking part are;"
                "parties_are: the patients, all with a donor, are known as;"
                "gifts_are: from the donor of a patient to another patient, the medical scores of transplants are"
            ),
            members={"PARTIES": listed("Amber, Birch, Coral, Dune, Ebony, Fern, Gold, Hazel, Indigo, Jade, Khaki")},
            distractors=("A transplant takes {~3..5} hours.",),
        ),
        Framing(
            "home_swap",
            "tourism",
            openings=(
                "Families who want to go on holiday swap their homes.",
                "A website lets families spend their holiday in the homes of others.",
            ),
            words=phrases(
                "party: family; a_party: a family; parties: families; gifts: stays; unit: points; there: signed up are;"
                "worth_name: satisfaction; parties_are: the families are called by where they live, namely;"
                "gifts_are: the satisfaction expected of the stays is"
            ),
            members={"PARTIES": CITIES},
            distractors=("The website charges {~14..90} EUR a year.",),
        ),
        Framing(
            "museum_loans",
            "culture",
            openings=(
                "Museums lend paintings to one another in a joint season.",
                "In a joint season, paintings travel between museums.",
            ),
            words=phrases(
                "party: museum; a_party: a museum; parties: museums; gifts: loans; unit: visitors;"
                "worth_name: number of extra visitors; there: in the group are; parties_are: the museums are;"
                "gifts_are: the extra visitors that the loans bring are"
            ),
            members={"PARTIES": DISTRICTS},
            factors={"worth": 100.0},
            distractors=("A painting is insured for {~200000..900000} EUR.",),
        ),
        Framing(
            "teacher_transfers",
            "education",
            openings=(
                "Teachers who want to move swap their posts.",
                "A school board lets teachers change places.",
            ),
            words=phrases(
                "party: school; a_party: a school; parties: schools; gifts: transfers; unit: points;"
                "worth_name: preference; there: on the list are; "
                "parties_are: the schools with a teacher who would move are;"
                "gifts_are: the preferences of the teachers are"
            ),
            members={
                "PARTIES": listed("Aspen, Beech, Cedar, Doyle, Ellis, Finch, Grove, Heath, Inman, Keller, Lyndon")
            },
            distractors=("The board runs {~60..300} buses.",),
        ),
        Framing(
            "game_library",
            "retail",
            openings=(
                "Children bring a used board game to a toy shop and go home with another.",
                "A toy shop organizes a swap of used board games.",
            ),
            words=phrases(
                "party: child; a_party: a child; parties: children; gifts: handovers; unit: smiles; worth_name: joy;"
                "there: around the table sit; parties_are: the children, known by their team names, are;"
                "gifts_are: the joy would be"
            ),
            members={"PARTIES": listed("Ants, Bears, Cats, Ducks, Emus, Frogs, Geese, Hares, Ibises, Jays, Koalas")},
            distractors=("The shop was opened {~14..60} years ago.",),
        ),
        Framing(
            "slot_trading",
            "aviation",
            openings=(
                "Airlines trade their landing slots at a crowded airport.",
                "Airlines at a crowded airport pass landing slots around.",
            ),
            words=phrases(
                "party: airline; a_party: an airline; parties: airlines; gifts: trades; unit: EUR; worth_name: gain;"
                "there: involved are; parties_are: the airlines are; gifts_are: the gains from the trades are"
            ),
            members={"PARTIES": listed("Aquila, Bora, Condor, Delfin, Etesia, Foehn, Gale, Harrier, Icarus, Jetwind")},
            units={"worth": "EUR"},
            factors={"worth": 100.0},
            distractors=("The airport has {~2..4} runways.",),
        ),
    ),
)
