"""The rows of the taxonomy: label, definition, and the words of problem texts that point to it.

Table domain says what a problem is about, table formulation what its sentences ask for.
"""

from __future__ import annotations

TABLE: tuple[tuple[str, str, str], ...] = (
    (
        "domain/assignment/matching",
        "people, machines or rooms are matched with tasks, one to one or nearly so",
        "assign*, match*, pair*, each worker, each task, review*, partner*, swap*, donor*, swim*, referee*",
    ),
    (
        "domain/blending/composition",
        "ingredients are mixed so that the mixture has given properties",
        "blend*, mix*, ingredient*, diet*, nutri*, protein*, octane, alloy*, recipe*, feed, sulfur, percent "
        "content, concentration, fat, vitamin*, calor*, kit, kits, complete set*, crude*, ore, ores",
    ),
    (
        "domain/covering/sets",
        "sets are chosen so that elements are in at least, at most or exactly one of them",
        "cover*, reach*, bid, bids, auction*, crew*, pairing*, antenna*, mast*, tower*, sensor*, camera*, "
        "package*, within reach",
    ),
    (
        "domain/energy/storage",
        "energy or water is stored and released over time",
        "batter*, reservoir*, charg*, discharg*, hydro*, stored energy, pumped, water level, dam, heat store",
    ),
    (
        "domain/energy/units",
        "generating units, furnaces or machines are switched on and off",
        "generator*, power plant*, turbine*, furnace*, kiln*, boiler*, start-up, startup, switched on, megawatt*, "
        "MW, MWh, unit commitment, reactor*",
    ),
    (
        "domain/finance/investment",
        "money is invested in projects or securities over time",
        "invest*, portfolio*, bond*, stock market, shares, fund*, bank*, loan*, interest, discount rate, present "
        "value, cash, budget*, project*, npv, return*, capital*, years, dividend*",
    ),
    (
        "domain/finance/pricing",
        "prices, revenues and discounts are part of the decision",
        "price*, revenue*, discount*, sell*, sold, fare*, margin*, profit*, tariff*, ticket*",
    ),
    (
        "domain/location/coverage",
        "sites are chosen so that everyone is near enough to one",
        "response time, farthest, within _ minutes, within _ km, fire station*, ambulance*, station*, nearest, "
        "travel time, distance*, hospital*, villag*, center*",
    ),
    (
        "domain/location/facilities",
        "plants, depots or shops are opened and serve customers",
        "warehouse*, depot*, facilit*, open*, plant*, site*, distribution center*, fixed cost*, rent*, customer*, "
        "location*",
    ),
    (
        "domain/network/flow",
        "goods, traffic or data flow over links between places",
        "pipeline*, network*, flow*, node*, arc*, link*, cable*, route data, transship*, hub*, cross-dock*, "
        "supply point*, through a*, warehouse*, road*, capacity of the link, water main*, shortest path, from _ "
        "to *",
    ),
    (
        "domain/network/routing",
        "tours through places",
        "tour*, round trip*, visit*, return* to, salesman, route*, stop*, travel*, deliver* round, each city, "
        "drill*, depot",
    ),
    (
        "domain/packing/bins",
        "items are put into as few or as cheap containers as possible",
        "bin*, bag*, box*, container*, pack*, load*, parcel*, pallet*, roll*, cut*, sheet*, server*, weigh*",
    ),
    (
        "domain/packing/selection",
        "items are chosen within a budget or capacity",
        "choose*, select*, which project*, which item*, knapsack*, budget*, worth, value*, benefit*, campaign*, "
        "carry, pick*, backpack*, weigh*",
    ),
    (
        "domain/production/capacity",
        "products share machines, hours and material",
        "produc*, manufactur*, factory, workshop*, machine*, labor, hours, assembl*, make, makes, made, earn*, plant",
    ),
    (
        "domain/production/inventory",
        "stock links the periods of a plan",
        "stock*, inventor*, store, stored, storing, storage, holding cost*, backlog*, backorder*, month*, week*, "
        "quarter*, period*, demand of, demand for, warehouse*",
    ),
    (
        "domain/production/lot sizing",
        "setups and lots over periods",
        "setup*, set up, changeover*, lot, lots, batch*, run, runs, production run*, clean*",
    ),
    (
        "domain/production/yield",
        "part of the input is lost",
        "yield*, defect*, scrap*, loss*, lose*, waste*, reject*, shrink*, good units, evaporat*",
    ),
    (
        "domain/purchasing/suppliers",
        "amounts are bought from suppliers with minimum orders, discounts or packs",
        "supplier*, order*, purchas*, buy*, vendor*, minimum order, quantity discount, roaster*, pack of, contract*",
    ),
    (
        "domain/scheduling/machines",
        "jobs are spread over parallel machines",
        "job*, machine*, processor*, makespan, finish*, as early as possible, in parallel, task*",
    ),
    (
        "domain/scheduling/project",
        "tasks with durations and precedence",
        "task*, project*, duration*, precede*, predecessor*, follow*, before, after, activit*, days, build*, "
        "foundation, crane*, start*, complet*",
    ),
    (
        "domain/scheduling/sequencing",
        "the order of jobs on one machine, runway or berth",
        "sequence*, order in which, one at a time, tardi*, due date*, runway*, berth*, land*, robot*, processed, "
        "setup between, job*, in which order",
    ),
    (
        "domain/staffing/shifts",
        "people work shifts or days",
        "nurse*, shift*, staff*, employee*, worker*, days off, consecutive days, roster*, overtime, hire*, part- "
        "time, guard*, clerk*, crew*",
    ),
    (
        "domain/transport/vehicles",
        "vehicles carry goods or people",
        "truck*, van*, vehicle*, bus*, minibus*, aircraft*, plane*, ship, ships, shipped, shipping, trip*, "
        "passenger*, fleet*, transport*, driver*, trains, wagon*",
    ),
    (
        "domain/uncertainty/scenarios",
        "outcomes depend on scenarios with probabilities",
        "probabilit*, scenario*, expected, uncertain*, before demand is known, chance, chances, weather, random*, "
        "risk*",
    ),
    (
        "formulation/limits/direction",
        "at least and at most",
        "at least, at most, no more than, no fewer than, no less than, not exceed*, cannot exceed, minimum of, "
        "maximum of, up to, required",
    ),
    (
        "formulation/limits/equality",
        "exactly, or more is allowed",
        "exactly, must be met, must be satisf*, each _ exactly one, all demand, meet* the demand, maximum demand, "
        "can be sold, market takes, enough",
    ),
    (
        "formulation/limits/sharing",
        "one resource is shared by all",
        "in total, altogether, together, available, shared, capacity, hours of, total of, on average",
    ),
    (
        "formulation/linearization/absolute value",
        "deviations in both directions",
        "deviat*, as close as possible, difference*, target*, above or below, imbalance, balanced, smooth*, absolute",
    ),
    (
        "formulation/linearization/extremes",
        "the largest or smallest of several",
        "fair*, equitab*, least served, worst, the smallest, the largest, as early as possible, minimum of the, "
        "maximum of the",
    ),
    (
        "formulation/linearization/piecewise",
        "rates that change with the quantity",
        "for the first, beyond, each further, each additional, overtime, tier*, bracket*, quantity discount, over "
        "the first, more than _ units cost, economies of scale",
    ),
    (
        "formulation/linearization/products",
        "effects of two choices together",
        "both, together gain*, synerg*, jointly, in combination, bundle*, if both",
    ),
    (
        "formulation/logic/choice",
        "either-or, exclusive and forced choices",
        "either, or the other, one of the two, not both, exclu*, mutually, incompatib*, cannot both, only one of, "
        "one of, conflict*",
    ),
    (
        "formulation/logic/counting",
        "how many options are chosen",
        "at least two of, at least three of, at least one of, at most two, at most three, no more than two, no "
        "more than three, at most _ different, number of different, how many different, of the following",
    ),
    (
        "formulation/logic/implication",
        "one choice needs another",
        "only if, requires that, if _ then, depends on, needs the, must also, also be, prerequisite*, provided that",
    ),
    (
        "formulation/logic/linking",
        "a quantity is possible only if something is open, used or set up",
        "if it is used, only if _ used, is opened, if opened, is paid only if, fixed cost*, fixed charge, set up, "
        "if anything, if at all, start-up cost*, open, opened, license fee*, order charge, ordering cost",
    ),
    (
        "formulation/objective/extremes",
        "the worst or the last one counts",
        "longest, farthest, latest, as early as possible, all are finished, as soon as possible, makespan, worst, "
        "fair*, gets the least, last job, minimize the maximum, maximize the minimum, smallest",
    ),
    (
        "formulation/objective/priorities",
        "goals in order of importance",
        "above all, first of all, first priority, second goal, among such, among those, then, lexicograph*, more "
        "important, priorit*, ties",
    ),
    (
        "formulation/objective/terms",
        "what belongs to the objective",
        "profit*, costs, revenue*, already spent, already paid, net, expected, per pair, minus, sunk",
    ),
    (
        "formulation/quantities/rates",
        "per unit, per pack, per machine",
        "box of, pack of, crate of, per pack, each machine, a day on, hours a day, part load, round*, efficien*, "
        "rate, supervisor, discount rate, trips",
    ),
    (
        "formulation/quantities/shares",
        "percentages, ratios and averages",
        "%, percent*, share of, fraction*, third of, half of, ratio*, times as many, twice as, on average, "
        "average*, proportion*, parts of, per table, legs",
    ),
    (
        "formulation/quantities/units",
        "numbers in different units",
        "minutes, hours, kilogram*, kg, tonne*, gram*, g, liters, ml, km, meters, cents, thousand*, kEUR",
    ),
    (
        "formulation/time/accumulation",
        "limits and amounts summed over periods",
        "in total by, by the end of, cumulative*, over the whole, over the three, in total over, stays available, "
        "carried over, carry over, unspent, so far, left over, on average over",
    ),
    (
        "formulation/time/boundary",
        "the first and the last period",
        "at the beginning, at the start of, initial*, already in stock, in stock at, at the end of, final, empty "
        "at, starts empty, off before, once at most, at most once, must hold, closing",
    ),
    (
        "formulation/time/cyclic",
        "patterns that go around",
        "repeat*, consecutive days, cycle*, cyclic, every week, around the clock, over midnight, periodic*, weekly",
    ),
    (
        "formulation/time/duration",
        "what lasts several periods",
        "duration*, lasts, takes _ days, from day, to day, through day, days of work, while, on every day of, follows",
    ),
    (
        "formulation/variables/indexing",
        "which indices and pairs a variable has",
        "each other, any two, every pair, each pair, both directions, another, from day, through, before demand, "
        "themselves",
    ),
    (
        "formulation/variables/integrality",
        "whole numbers or fractions",
        "how many, number of, whole, cannot be split, only whole, fraction*, in part, any amount, units of",
    ),
    (
        "formulation/variables/sign",
        "quantities that may be negative",
        "negative, overdraw*, buying or selling, net position, change, changes, late, backlog*, backorder*, short "
        "position",
    ),
)
