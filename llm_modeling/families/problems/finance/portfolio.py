"""Portfolio with a limited number of positions. Source: Perold, Large-Scale Portfolio Optimization, 1984."""

from __future__ import annotations

import math

from llm_modeling.families.family import Extent, Fact, Family, Options, Setting, Table, Values
from llm_modeling.families.problems.authoring import column
from llm_modeling.families.problems.stories import story
from llm_modeling.families.shorthand import binary, continuous, maximize, members, model, pairs, parameter, rule
from llm_modeling.formulation import Formulation


def _formulation(options: Options) -> Formulation:
    risk, entry = "risk" in options, "entry" in options
    return model(
        sets=[members("ASSETS"), members("SECTORS"), pairs("BELONGS", "asset", "sector")],
        parameters=[
            parameter("gain[ASSETS]"),
            parameter("budget"),
            parameter("most"),
            parameter("positions"),
            parameter("limit[SECTORS]"),
            parameter("least") if entry else None,
            parameter("risk[ASSETS]") if risk else None,
            parameter("average_risk") if risk else None,
        ],
        variables=[continuous("invest[ASSETS]"), binary("hold[ASSETS]")],
        constraints=[
            rule("all_invested", "sum{a in ASSETS} invest[a] = budget"),
            rule("largest_position", "invest[a] <= most * hold[a]", "a in ASSETS"),
            rule("few_positions", "sum{a in ASSETS} hold[a] <= positions"),
            rule("sector_limit", "sum{(a, s) in BELONGS} invest[a] <= limit[s]", "s in SECTORS"),
            rule("smallest_position", "invest[a] >= least * hold[a]", "a in ASSETS") if entry else None,
            rule("bearable", "sum{a in ASSETS} risk[a] * invest[a] <= average_risk * budget") if risk else None,
        ],
        objectives=[maximize("total_gain", "sum{a in ASSETS} gain[a] * invest[a]")],
    )


def _draw(setting: Setting) -> Values:
    assets = setting.pick("ASSETS", setting.sizes["assets"])
    sectors = setting.pick("SECTORS", setting.sizes["sectors"])
    held = max(len(sectors), 3, round(0.3 * len(assets)))  # the first of them, equally, are a feasible portfolio
    budget = setting.integer("budget", 5, 40) * 100
    shares = [max(float(u) / len(sectors), math.ceil(held / len(sectors)) / held + 0.02)
              for u in setting.rng.uniform(1.3, 1.7, size=len(sectors))]  # fmt: skip
    values: Values = {
        "ASSETS": assets,
        "SECTORS": sectors,
        "BELONGS": [[asset, sectors[k % len(sectors)]] for k, asset in enumerate(assets)],
        "gain": column(assets, setting.integers("gain", 12, 99, len(assets))),
        "budget": budget,
        "most": math.ceil(1.5 * budget / held),
        "positions": held,
        "limit": column(sectors, [math.ceil(share * budget) for share in shares]),
    }
    if setting.has("entry"):
        values["least"] = max(1, round(0.4 * budget / held))
    if setting.has("risk"):
        risks = setting.integers("risk", 2, 20, len(assets))
        values["risk"] = column(assets, risks)
        values["average_risk"] = math.ceil(sum(risks[:held]) / held)
    return values


_FACTS = (
    Fact(
        "assets",
        ways=(
            "The following {assets} can be chosen, with the gain in {small} that is expected for each {money} "
            "invested: [ASSETS; {@} ({=gain})].",
            "For each {money} invested, the expected gain in {small} is [ASSETS: {=gain} for {@}].",
        ),
        table=Table(
            "ASSETS",
            "{asset}",
            (("gain ({small})", "gain"),),
            "The table shows the gain in {small} that is expected for each {money} invested.",
        ),
        of=("gain",),
    ),
    Fact(
        "sectors",
        ways=(
            "They belong to the following {sectors}: [BELONGS; {@0} to {@1}].",
            "By {sector}, they are sorted as follows: [BELONGS; {@0} under {@1}].",
        ),
    ),
    Fact(
        "budget",
        ways=(
            "{Investor} has exactly {=budget} {money} to invest, and nothing may be held back.",
            "The whole of {=budget} {money} has to be invested.",
        ),
        of=("all_invested",),
    ),
    Fact(
        "positions",
        ways=(
            "At most {=positions} {assets} may be held.",
            "To keep the administration simple, no more than {=positions} {assets} can be held.",
        ),
        of=("few_positions",),
    ),
    Fact(
        "largest",
        ways=(
            "No more than {=most} {money} may go into any single {asset}.",
            "The amount in each {asset} is limited to {=most} {money}.",
        ),
        of=("largest_position",),
    ),
    Fact(
        "entry",
        ways=(
            "If money is put into {an_asset} at all, it has to be at least {=least} {money}.",
            "An amount below {=least} {money} is not accepted; nothing at all is fine.",
        ),
        of=("smallest_position",),
        option="entry",
    ),
    Fact(
        "limits",
        ways=(
            "By {sector}, the investment is limited to [SECTORS: {=limit} {money} in {@}].",
            "In order to spread the money, at most [SECTORS: {=limit} {money} in {@}] may be invested.",
        ),
        of=("sector_limit",),
    ),
    Fact(
        "risk",
        ways=(
            "An analyst has given marks for the risk: [ASSETS; {=risk} for {@}].",
            "The marks for risk, where a high one is bad, are [ASSETS: {=risk} for {@}].",
        ),
        table=Table("ASSETS", "{asset}", (("risk mark", "risk"),), "The risk is marked as follows, high being bad:"),
        of=("risk",),
        option="risk",
    ),
    Fact(
        "average",
        ways=(
            "The average mark, weighted by the amounts invested, may be {=average_risk} at most.",
            "Weighted by the amounts invested, the marks must not average more than {=average_risk}.",
        ),
        of=("bearable",),
        option="risk",
    ),
    Fact(
        "goal",
        ways=(
            "How much should be invested in which {assets} for the greatest total expected gain?",
            "Find the amounts, which can be any fraction, that maximize the total expected gain.",
        ),
        of=("total_gain",),
    ),
)

FAMILY = Family(
    name="portfolio",
    title="Portfolio with cardinality",
    source="Perold, Large-Scale Portfolio Optimization, 1984",
    extents=(Extent("assets", 4, 225), Extent("sectors", 2, 9)),
    formulation=_formulation,
    draw=_draw,
    facts=_FACTS,
    options=("risk", "entry"),
    framings=(
        story(
            "pension_fund",
            "pensions",
            (
                "A pension fund rearranges its investment in shares.",
                "The investment committee of a pension fund meets to choose shares.",
            ),
            "asset: share; assets: shares; an_asset: a share; sector: industry; sectors: industries; money: kEUR;"
            "small: EUR; investor: the fund",
            "ASSETS: Alpenstahl, Baltica, Corvus, Danubia, Elektra, Fjordbank, Galileo, Helvia, Iberol, Juno, Kaskade;"
            "SECTORS: energy, chemicals, banking, retail, transport, health",
            "The fund has {~1400..9000} members.",
        ),
        story(
            "startup_investor",
            "venture capital",
            (
                "An investor backs young companies.",
                "Young companies have presented their plans to a venture capital investor.",
            ),
            "asset: company; assets: companies; an_asset: a company; sector: field; sectors: fields; money: kUSD;"
            "small: USD; investor: the investor",
            "ASSETS: Drone Post, Algae Lab, Lens Works, Quick Loan, Robo Chef, Soil Scan, Tide Power, Voice Box;"
            "SECTORS: robotics, software, biotechnology, energy, payments",
            "So far {~20..90} companies have presented their plans.",
            factors={"gain": 3.0},
        ),
        story(
            "film_finance",
            "film industry",
            (
                "A producer spreads money over several films.",
                "Scripts of many films lie on the desk of a producer who wants to spread some money.",
            ),
            "asset: film; assets: films; an_asset: a film; sector: genre; sectors: genres; money: kUSD; small: USD;"
            "investor: the producer",
            "ASSETS: Night Ferry, Salt Lake, Paper Moon, Iron Gate, Last Tram, Blue Attic, Cold Harvest, Wild Oats;"
            "SECTORS: comedies, thrillers, dramas, cartoons, westerns",
            "A film lasts {~80..140} minutes on average.",
            factors={"gain": 2.0, "budget": 3.0},
        ),
        story(
            "bond_insurer",
            "insurance",
            (
                "An insurance company buys bonds with the premiums of a month.",
                "The premiums of a month are put into bonds by an insurance company.",
            ),
            "asset: bond; assets: bonds; an_asset: a bond; sector: region; sectors: regions; money: kEUR; small: EUR;"
            "investor: the company",
            "ASSETS: Nordline, Portus, Cresta, Lumen, Vistula, Aurum, Terra, Montis, Solaris, Ventus;"
            "SECTORS: Asia, Africa, Europe, Oceania, North America, South America",
            "The company insures {~20..80} ships.",
            factors={"gain": 0.6, "budget": 5.0},
        ),
        story(
            "forest_fund",
            "forestry",
            (
                "A forest fund acquires stakes in plantations.",
                "Plantations all over the world are on offer to a forest fund.",
            ),
            "asset: plantation; assets: plantations; an_asset: a plantation; sector: region; sectors: regions;"
            "money: kUSD; small: USD; investor: the fund",
            "ASSETS: teak grove, pine ridge, oak valley, eucalyptus hill, cedar slope, birch plain, acacia farm;"
            "SECTORS: the tropics, the mild zone, the north, the dry zone, the mountains",
            "Teak is cut after {~20..30} years.",
        ),
        story(
            "energy_cooperative",
            "renewable energy",
            (
                "An energy cooperative takes part in power plants of other owners.",
                "The members of an energy cooperative have paid in money for stakes in power plants.",
            ),
            "asset: plant; assets: plants; an_asset: a plant; sector: technology; sectors: technologies; money: kEUR;"
            "small: EUR; investor: the cooperative",
            "ASSETS: Windhof, Sonnfeld, Mill Creek, Breezy Hill, Barn Roofs, Tidal Gate, Straw Boiler, Dam Nord;"
            "SECTORS: wind, solar, hydro, biomass, geothermal",
            "The cooperative was founded {~14..40} years ago.",
        ),
    ),
)
