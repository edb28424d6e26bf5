"""Planning output and staff together. Source: Holt, Modigliani, Muth and Simon, Planning Production, 1960."""

from __future__ import annotations

from llm_modeling.families.family import Extent, Fact, Family, Options, Setting, Table, Values
from llm_modeling.families.problems.authoring import column
from llm_modeling.families.problems.stories import story, timeline
from llm_modeling.families.shorthand import continuous, integer, members, minimize, model, parameter, rule
from llm_modeling.formulation import Formulation, ParameterSpec


def _formulation(options: Options) -> Formulation:
    overtime, contractor, keep = "overtime" in options, "contractor" in options, "keep" in options
    extra, extra_cost = (" + extra[t]", " + extra_cost * extra[t]") if overtime else ("", "")
    bought, bought_cost = (" + bought[t]", " + contractor_price * bought[t]") if contractor else ("", "")
    return model(
        sets=[members("PERIODS", ordered=True)],
        parameters=_parameters(options),
        variables=[
            integer("workers[PERIODS]", lower="least_staff" if keep else "0"),
            integer("hired[PERIODS]"),
            integer("dismissed[PERIODS]"),
            continuous("make[PERIODS]"),
            continuous("stock[PERIODS]"),
            continuous("extra[PERIODS]") if overtime else None,
            continuous("bought[PERIODS]", "most_bought") if contractor else None,
        ],
        constraints=[
            rule(
                "staffing",
                "workers[t] = (if t = first(PERIODS) then staff else workers[prev(t)]) + hired[t] - dismissed[t]",
                "t in PERIODS",
            ),
            rule("by_staff", "make[t] <= output * workers[t]", "t in PERIODS"),
            rule(
                "balance",
                f"(if t = first(PERIODS) then opening else stock[prev(t)]) + make[t]{extra}{bought}"
                " = demand[t] + stock[t]",
                "t in PERIODS",
            ),
            rule("limited_overtime", "extra[t] <= most_extra * workers[t]", "t in PERIODS") if overtime else None,
        ],
        objectives=[
            minimize(
                "total_cost",
                "sum{t in PERIODS} (wage * workers[t] + hiring_cost * hired[t] + leaving_cost * dismissed[t]"
                f" + holding_cost * stock[t]{extra_cost}{bought_cost})",
            )
        ],
    )


def _parameters(options: Options) -> list[ParameterSpec | None]:
    overtime, contractor, keep = "overtime" in options, "contractor" in options, "keep" in options
    return [
        parameter("demand[PERIODS]"),
        parameter("staff"),
        parameter("output"),
        parameter("wage"),
        parameter("hiring_cost"),
        parameter("leaving_cost"),
        parameter("holding_cost"),
        parameter("opening"),
        parameter("extra_cost") if overtime else None,
        parameter("most_extra") if overtime else None,
        parameter("contractor_price") if contractor else None,
        parameter("most_bought") if contractor else None,
        parameter("least_staff") if keep else None,
    ]


def _draw(setting: Setting) -> Values:
    periods = timeline(setting, "PERIODS", setting.sizes["periods"])
    rng = setting.rng
    output = setting.integer("output", 10, 25, step=5)
    heads = [int(k) for k in rng.integers(8, 25, size=len(periods))]
    demands = [max(output, output * k - int(rng.integers(0, output))) for k in heads]
    wage = setting.integer("wage", 20, 35) * 100
    values: Values = {
        "PERIODS": periods,
        "demand": column(periods, demands),
        "staff": heads[0] + int(rng.integers(-4, 2)),
        "output": output,
        "wage": wage,
        "hiring_cost": 100 * round(wage * float(rng.uniform(0.2, 0.5)) / 100),
        "leaving_cost": 100 * round(wage * float(rng.uniform(0.3, 0.6)) / 100),
        "holding_cost": max(2, round(wage / output * float(rng.uniform(0.3, 0.6)))),
        "opening": int(rng.integers(1, 3)) * output,
    }
    if setting.has("overtime"):
        values["most_extra"] = max(2, output // 5)
        values["extra_cost"] = round(1.3 * wage / output)
    if setting.has("contractor"):
        values["most_bought"] = 2 * output + 5
        values["contractor_price"] = round(1.5 * wage / output)
    if setting.has("keep"):
        values["least_staff"] = 7
    return values


_FACTS = (
    Fact(
        "demand",
        ways=(
            "{Demand_is} exactly [PERIODS: {=demand} {units} in {@}], to be delivered in the same {period}.",
            "{Demand_is} exactly the following, without delay: [PERIODS; {@}, {=demand} {units}].",
        ),
        table=Table(
            "PERIODS",
            "{period}",
            (("wanted ({units})", "demand"),),
            "{Demand_is} exactly what the table shows, without delay.",
        ),
        of=("balance",),
    ),
    Fact(
        "staff",
        ways=(
            "So far {=staff} {workers} are employed.",
            "At the start {=staff} {workers} are employed.",
        ),
        of=("staff",),
    ),
    Fact(
        "output",
        ways=(
            "A {worker} {makes} up to {=output} {units} a {period} and is paid {=wage} {currency} a {period}, busy or "
            "not.",
            "The wage of a {worker} is {=wage} {currency} a {period}, for which at most {=output} {units} can be "
            "{made}.",
        ),
        of=("by_staff", "wage", "output"),
    ),
    Fact(
        "change",
        ways=(
            "At the start of any {period} {workers} can be hired, for {=hiring_cost} {currency} each, or dismissed, "
            "for {=leaving_cost} {currency} each.",
            "The staff can change at the start of a {period}: hiring a {worker} costs {=hiring_cost} {currency} and "
            "dismissing a {worker} {=leaving_cost} {currency}.",
        ),
        of=("staffing", "hiring_cost", "leaving_cost"),
    ),
    Fact(
        "stock",
        ways=(
            "There are {=opening} {units} in stock at the beginning, and storing {a_unit} until the next {period} "
            "costs {=holding_cost} {currency}.",
            "What is not yet wanted is stored, for {=holding_cost} {currency} a {period} and {unit}; the stock at the "
            "beginning is {=opening} {units}.",
        ),
        of=("holding_cost", "opening"),
    ),
    Fact(
        "overtime",
        ways=(
            "In overtime a {worker} can add up to {=most_extra} {units} a {period}, for {=extra_cost} {currency} each.",
            "Overtime yields at most {=most_extra} further {units} a {period} for a {worker}, and costs {=extra_cost} "
            "{currency} for {a_unit}.",
        ),
        of=("limited_overtime", "extra_cost"),
        option="overtime",
    ),
    Fact(
        "contractor",
        ways=(
            "A contractor delivers up to {=most_bought} {units} a {period} for {=contractor_price} {currency} each.",
            "In any {period} at most {=most_bought} {units} can be bought elsewhere, for {=contractor_price} "
            "{currency} "
            "each.",
        ),
        of=("bought", "contractor_price"),
        option="contractor",
    ),
    Fact(
        "keep",
        ways=(
            "At least {=least_staff} {workers} have to be employed all the time.",
            "There must never be fewer than {=least_staff} {workers}.",
        ),
        of=("workers",),
        option="keep",
    ),
    Fact(
        "goal",
        ways=(
            "Find the cheapest plan of staff and output; people come as whole numbers, amounts may be fractional.",
            "How many {workers} should be employed in each {period}, and how much should be {made}, fractions "
            "included, to keep the total cost as low as possible?",
        ),
        of=("total_cost",),
    ),
)

_MONTHS = "PERIODS: January, February, March, April, May, June, July, August, September, October, November, December"

FAMILY = Family(
    name="aggregate_planning",
    title="Aggregate planning",
    source="Holt, Modigliani, Muth and Simon, Planning Production, Inventories and Work Force, 1960",
    extents=(Extent("periods", 2, 62),),
    formulation=_formulation,
    draw=_draw,
    facts=_FACTS,
    options=("overtime", "contractor", "keep"),
    framings=(
        story(
            "bicycle_factory",
            "consumer goods",
            ("A bicycle factory plans its staff.", "Bicycles sell best in spring, but the factory is open all year."),
            "period: month; periods: months; units: bicycles; unit: bicycle; a_unit: a bicycle; currency: EUR;"
            "worker: mechanic; workers: mechanics; makes: builds; made: built; demand_is: dealers take",
            _MONTHS,
            "A bicycle has {~14..30} gears.",
        ),
        story(
            "pottery_export",
            "crafts",
            ("A crafts cooperative exports clay pots.", "Clay pots are thrown by hand for export."),
            "period: month; periods: months; units: crates; unit: crate; a_unit: a crate; currency: USD;"
            "worker: potter; workers: potters; makes: throws; made: thrown; demand_is: importers take",
            _MONTHS,
            "The village has {~300..900} inhabitants.",
            factors={"wage": 0.3, "output": 2.0},
        ),
        story(
            "tax_forms",
            "financial services",
            ("A tax office scans paper forms for other offices.", "Paper forms are scanned by a service firm."),
            "period: week; periods: weeks; units: boxes of forms; unit: box; a_unit: a box; currency: EUR;"
            "worker: clerk; workers: clerks; makes: scans; made: scanned; demand_is: the offices collect",
            "PERIODS: Monday",
            "A box holds {~2000..4000} sheets.",
            factors={"wage": 0.3, "output": 2.0},
        ),
        story(
            "shipyard_blocks",
            "shipbuilding",
            ("A shipyard welds hull sections for larger yards.", "Hull sections are welded for yards along the coast."),
            "period: quarter; periods: quarters; units: tonnes; unit: tonne; a_unit: a tonne; currency: EUR;"
            "worker: welder; workers: welders; makes: welds; made: welded; demand_is: larger yards fetch",
            "PERIODS: Monday",
            "The dock is {~120..300} meters long.",
            factors={"wage": 3.0},
        ),
        story(
            "vine_grafting",
            "agriculture",
            ("A nursery grafts vines for winegrowers.", "Winegrowers order grafted vines from a nursery."),
            "period: week; periods: weeks; units: bundles of vines; unit: bundle; a_unit: a bundle; currency: EUR;"
            "worker: gardener; workers: gardeners; makes: grafts; made: grafted; demand_is: winegrowers pick up",
            "PERIODS: Monday",
            "A vine bears grapes for {~30..50} years.",
            factors={"wage": 0.25},
        ),
        story(
            "hearing_aids",
            "medical devices",
            ("A maker of hearing aids plans the months to come.", "Hearing aids are made under microscopes."),
            "period: month; periods: months; units: sets; unit: set; a_unit: a set; currency: USD;"
            "worker: technician; workers: technicians; makes: assembles; made: assembled; demand_is: clinics fetch",
            _MONTHS,
            "A hearing aid weighs {~3..9} grams.",
            factors={"output": 3.0},
        ),
    ),
)
