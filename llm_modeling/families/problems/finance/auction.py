"""Winner determination in a combinatorial auction. Source: de Vries and Vohra, Combinatorial Auctions, 2003.

It stops at 220 bids, where the optimum can still be proven within seconds.
"""

from __future__ import annotations

from llm_modeling.families.family import Extent, Fact, Family, Options, Setting, Table, Values
from llm_modeling.families.problems.authoring import column
from llm_modeling.families.problems.stories import story
from llm_modeling.families.shorthand import binary, maximize, members, model, pairs, parameter, rule
from llm_modeling.formulation import Formulation


def _formulation(options: Options) -> Formulation:
    share = "share" in options
    return model(
        sets=[
            members("BIDS"),
            members("BIDDERS"),
            members("LOTS"),
            pairs("MADE_BY", "bid", "bidder"),
            pairs("ASKS", "bid", "lot"),
        ],
        parameters=[
            parameter("offer[BIDS]"),
            parameter("quantity[ASKS]"),
            parameter("available[LOTS]"),
            parameter("most_won"),
            parameter("most_units") if share else None,
        ],
        variables=[binary("accept[BIDS]")],
        constraints=[
            rule("stock", "sum{(b, l) in ASKS} quantity[b, l] * accept[b] <= available[l]", "l in LOTS"),
            rule(
                "bids_of_bidder",
                "sum{(b, k) in MADE_BY} accept[b] <= most_won",
                "k in BIDDERS",
            ),
            rule(
                "no_dominance",
                "sum{(b, k) in MADE_BY, (b, l) in ASKS} quantity[b, l] * accept[b] <= most_units",
                "k in BIDDERS",
            )
            if share
            else None,
        ],
        objectives=[maximize("revenue", "sum{b in BIDS} offer[b] * accept[b]")],
    )


def _draw(setting: Setting) -> Values:
    rng, sizes = setting.rng, setting.sizes
    bidders = setting.pick("BIDDERS", sizes["bidders"])
    lots = setting.pick("LOTS", sizes["lots"])
    bids = [f"bid {number}" for number in range(1, max(sizes["bids"], len(bidders) + 1) + 1)]
    worth = setting.integers("offer", 20, 60, len(lots))
    asks: list[tuple[str, int, int]] = []
    offers: list[int] = []
    for bid in bids:
        wish = rng.permutation(len(lots))[: int(rng.integers(1, 3))].tolist()
        chosen = sorted({*wish, len(offers)} if len(offers) < len(lots) else wish)
        amounts = rng.integers(1, 6, size=len(chosen)).tolist()
        asks += [(bid, lot, n) for lot, n in zip(chosen, amounts, strict=True)]
        whole = sum(worth[lot] * n for lot, n in zip(chosen, amounts, strict=True))
        offers.append(round(whole * float(rng.uniform(0.6, 1.4))))
    wanted = [sum(n for _, lot, n in asks if lot == k) for k in range(len(lots))]
    shares = rng.uniform(0.4, 0.6, size=len(lots)).tolist()
    least = rng.integers(5, 10, size=len(lots)).tolist()
    keys = [[bid, lots[lot]] for bid, lot, _ in asks]
    values: Values = {
        "BIDS": bids,
        "BIDDERS": bidders,
        "LOTS": lots,
        "MADE_BY": [[bid, bidders[k % len(bidders)]] for k, bid in enumerate(bids)],
        "ASKS": keys,
        "most_won": 2 if len(bids) < 60 else 3,
        "offer": column(bids, offers),
        "quantity": column(keys, [n for _, _, n in asks]),
        "available": column(lots, [max(int(k), round(n * u)) for n, u, k in zip(wanted, shares, least, strict=True)]),
    }
    if setting.has("share"):
        values["most_units"] = 13 if len(bids) < 60 else 28
    return values


_FACTS = (
    Fact(
        "lots",
        ways=(
            "{Sold_are} [LOTS: {=available} {units} {of} {@}].",
            "The auction is about the following {goods}: [LOTS; {@} ({=available} {units})].",
        ),
        table=Table("LOTS", "{good}", (("{units}", "available"),), "{Goods} are auctioned in limited quantity:"),
        of=("stock",),
    ),
    Fact(
        "bidders",
        ways=(
            "Bids have arrived from [BIDDERS: {@}].",
            "There are {#BIDDERS} {bidders} that take part: [BIDDERS; {@}].",
        ),
    ),
    Fact(
        "made_by",
        ways=(
            "The bids were submitted as follows: [MADE_BY; {@0} by {@1}].",
            "Who made which bid is known: [MADE_BY; {@0} comes from {@1}].",
        ),
    ),
    Fact(
        "offers",
        ways=(
            "The sums offered are [BIDS: {=offer} {money} for {@}].",
            "In {money}, the bids amount to the following: [BIDS; {@} {=offer}].",
        ),
        table=Table("BIDS", "bid", (("sum ({money})", "offer"),), "The table has the sums that are offered."),
        of=("offer",),
    ),
    Fact(
        "asks",
        ways=(
            "A bid asks for a bundle, measured in {units}: [ASKS; {@0} for {=quantity} {of} {@1}].",
            "The bundles asked for, in {units}, are: [ASKS; {@0} wants {=quantity} {of} {@1}].",
        ),
        table=Table("ASKS", "bid - {good}", (("{units}", "quantity"),), "The bundles consist of these quantities:"),
        of=("quantity",),
    ),
    Fact(
        "whole",
        ways=(
            "A bid is accepted as a whole or rejected as a whole.",
            "No bid can be accepted in part.",
        ),
        of=("accept",),
    ),
    Fact(
        "bids_of_bidder",
        ways=(
            "Of the bids of {a_bidder}, at most {=most_won} can be accepted.",
            "Each {bidder} can win with at most {=most_won} bids.",
        ),
        of=("bids_of_bidder",),
    ),
    Fact(
        "share",
        ways=(
            "So that nobody dominates, {a_bidder} can get no more than {=most_units} {units} altogether.",
            "By the rules, no {bidder} may win more than {=most_units} {units} in total.",
        ),
        of=("no_dominance",),
        option="share",
    ),
    Fact(
        "goal",
        ways=(
            "Which bids should be accepted to make the revenue as high as possible? Some of the {goods} may remain "
            "unsold.",
            "Some of the {goods} may stay unsold. Select the winning bids for the highest revenue.",
        ),
        of=("revenue",),
    ),
)

FAMILY = Family(
    name="auction",
    title="Combinatorial auction",
    source="de Vries and Vohra, Combinatorial Auctions: A Survey, 2003",
    extents=(Extent("bids", 5, 220), Extent("bidders", 2, 42), Extent("lots", 3, 50)),
    formulation=_formulation,
    draw=_draw,
    facts=_FACTS,
    options=("share",),
    framings=(
        story(
            "airport_slots",
            "airports",
            (
                "An airport auctions its landing slots for the summer season.",
                "Landing slots of an airport go under the hammer.",
            ),
            "of: of; sold_are: on sale are; good: period; goods: slots; units: slots; bidder: airline; bidders: "
            "airlines;"
            "a_bidder: an airline; money: kEUR",
            "LOTS: the early morning, the late morning, the noon hours, the afternoon, the evening, the night;"
            "BIDDERS: Aerolia, Boreal Air, Cirrus, Deltawing, Eurohop, Flymax, Gullair",
            "The airport was opened {~20..70} years ago.",
        ),
        story(
            "radio_spectrum",
            "telecommunications",
            (
                "A regulator auctions radio spectrum.",
                "Radio spectrum for mobile networks is being sold by a regulator in an auction.",
            ),
            "of: of; sold_are: the regulator offers; good: band; goods: bands; units: blocks; bidder: operator;"
            "bidders: operators; a_bidder: an operator; money: MEUR",
            "LOTS: the lower band, the middle band, the upper band, the duplex band, the satellite band, the guard "
            "band;"
            "BIDDERS: Airtone, Bluecell, Connecta, Dialog, Ecotel, Fonix, Globalink",
            "There were {~14..90} auctions of this kind before.",
            factors={"offer": 0.5},
        ),
        story(
            "timber_sale",
            "forestry",
            (
                "A state forest sells its timber of the winter by auction.",
                "Sawmills compete for the timber that a state forest has cut during the winter.",
            ),
            "of: of; sold_are: at the roadside lie; good: wood; goods: kinds of wood; units: truckloads; bidder: "
            "sawmill;"
            "bidders: sawmills; a_bidder: a sawmill; money: kEUR",
            "LOTS: oak, beech, spruce, larch, pine, maple, ash;"
            "BIDDERS: Mill Aspen, Mill Bark, Mill Cedar, Mill Dogwood, Mill Elder, Mill Fir",
            "The oldest oak is {~140..400} years old.",
            factors={"offer": 0.4},
        ),
        story(
            "fish_market",
            "fisheries",
            (
                "The catch of the night is auctioned at a fish market.",
                "At a fish market, wholesalers bid for the catch of the night.",
            ),
            "of: of; sold_are: the boats have landed; good: fish; goods: kinds of fish; units: crates; bidder: "
            "wholesaler;"
            "bidders: wholesalers; a_bidder: a wholesaler; money: EUR",
            "LOTS: cod, herring, plaice, turbot, mackerel, hake, sole;"
            "BIDDERS: Anchor Foods, Bay Trade, Cutter Market, Dock Fresh, Ebb Tide, Fjord Deli",
            "The hall is cooled to {~2..9} degrees.",
        ),
        story(
            "emission_permits",
            "environment",
            (
                "An environmental agency auctions permits for emissions.",
                "Companies that emit gases buy permits in the auction of an environmental agency.",
            ),
            "of: for; sold_are: there are; good: gas; goods: permits; units: permits; bidder: company; bidders: "
            "companies;"
            "a_bidder: a company; money: kEUR",
            "LOTS: carbon dioxide, methane, nitrous oxide, sulfur dioxide, ozone, ammonia;"
            "BIDDERS: Cementa, Glasso, Petrol North, Steelco, Paperia, Chemtec",
            "A permit is valid for {~14..40} months.",
        ),
        story(
            "bus_contracts",
            "public transport",
            (
                "A region sells advertising space on its buses and trams to the highest bidders.",
                "Advertising space on the buses and trams of a region is sold by auction.",
            ),
            "of: of; sold_are: for rent are; good: space; goods: kinds of space; units: panels; bidder: agency;"
            "bidders: agencies; a_bidder: an agency; money: USD",
            "LOTS: city buses, night buses, trams, shelters, ticket machines, ferries;"
            "BIDDERS: Adora, Brandish, Claimworks, Doodle, Eyecatch, Flashy",
            "The region runs {~140..900} buses.",
            factors={"offer": 5.0},
        ),
    ),
)
