"""Sports scheduling: a single round robin. Source: Briskorn, Sports Leagues Scheduling, 2008.

It stops at 8 teams, where the optimum can still be proven within seconds.
"""

from __future__ import annotations

from llm_modeling.families.family import Extent, Fact, Family, Grid, Options, Setting, Values
from llm_modeling.families.problems.stories import story, timeline
from llm_modeling.families.shorthand import binary, maximize, members, model, pairs, parameter, rule
from llm_modeling.formulation import Formulation


def _formulation(options: Options) -> Formulation:
    blocked, spread = "blocked" in options, "spread" in options
    return model(
        sets=[
            members("TEAMS"),
            members("ROUNDS", ordered=True),
            pairs("MATCHES", "one", "other"),
            pairs("TOP", "one", "other") if spread else None,
            pairs("BLOCKED", "team", "rival", "round") if blocked else None,
        ],
        parameters=[
            parameter("interest[(i, j) in MATCHES, r in ROUNDS]"),
            parameter("most_top") if spread else None,
        ],
        variables=[binary("play[(i, j) in MATCHES, r in ROUNDS]")],
        constraints=[
            rule("every_match", "sum{r in ROUNDS} play[i, j, r] = 1", "(i, j) in MATCHES"),
            rule(
                "one_match_each",
                "sum{(t, j) in MATCHES} play[t, j, r] + sum{(i, t) in MATCHES} play[i, t, r] = 1",
                "t in TEAMS, r in ROUNDS",
            ),
            rule("not_then", "play[i, j, r] = 0", "(i, j, r) in BLOCKED") if blocked else None,
            rule("top_spread", "sum{(i, j) in TOP} play[i, j, r] <= most_top", "r in ROUNDS") if spread else None,
        ],
        objectives=[
            maximize("total_interest", "sum{(i, j) in MATCHES, r in ROUNDS} interest[i, j, r] * play[i, j, r]"),
        ],
    )


def _circle(count: int) -> list[list[tuple[int, int]]]:
    """Return the rounds of a round robin by the method of the circle."""
    ring = list(range(1, count))
    rounds = []
    for turn in range(count - 1):
        order = [0, *ring[turn:], *ring[:turn]]
        rounds.append([tuple(sorted((order[k], order[count - 1 - k]))) for k in range(count // 2)])
    return [[(pair[0], pair[1]) for pair in pairs_] for pairs_ in rounds]


def _draw(setting: Setting) -> Values:
    rng = setting.rng
    count = 2 * setting.sizes["half_of_teams"]
    teams = setting.pick("TEAMS", count)
    rounds = timeline(setting, "ROUNDS", count - 1)
    keys = [[teams[i], teams[j]] for i in range(count) for j in range(i + 1, count)]
    factor = setting.framing.factor("interest")
    base = rng.integers(10, 60, size=len(keys)).tolist()
    rows = [
        [*key, day, max(1, round(factor * (value + int(rng.integers(0, 40)))))]
        for key, value in zip(keys, base, strict=True)
        for day in rounds
    ]
    plan = _circle(count)  # one that keeps to all options
    values: Values = {"TEAMS": teams, "ROUNDS": rounds, "MATCHES": keys, "interest": rows}
    if setting.has("blocked"):
        first, last = plan[0][0], plan[-1][-1]
        values["BLOCKED"] = [
            [teams[first[0]], teams[first[1]], rounds[1]],
            [teams[last[0]], teams[last[1]], rounds[0]],
        ]
    if setting.has("spread"):
        values["TOP"] = [[teams[i], teams[j]] for i, j in (plan[r][r % (count // 2)] for r in range(3))]
        values["most_top"] = 1
    return values


_FACTS = (
    Fact("teams", ways=("{Teams_are} [TEAMS: {@}].", "There are {#TEAMS} {teams}: [TEAMS; {@}].")),
    Fact(
        "rounds",
        ways=("The {rounds} are [ROUNDS: {@}].", "The {games} take place in {#ROUNDS} {rounds}: [ROUNDS; {@}]."),
    ),
    Fact(
        "interest",
        ways=(
            "The expected {interest} depend on the {round}: [MATCHES; {@0} against {@1} ([ROUNDS: {=interest} in "
            "{@}])].",
        ),
        table=Grid("MATCHES", "ROUNDS", "interest", "{game}", "The table has the expected {interest} of each {game}:"),
        of=("interest",),
    ),
    Fact(
        "every",
        ways=(
            "Every pair of {teams} has to {meet} exactly once.",
            "All pairs of {teams} must {meet}, each in exactly one {round}.",
        ),
        of=("every_match",),
    ),
    Fact(
        "each_round",
        ways=(
            "In each {round}, every {team} has exactly one {game}.",
            "No {team} has a {round} off, and none has more than a single {game} in a {round}.",
        ),
        of=("one_match_each",),
    ),
    Fact(
        "blocked",
        ways=(
            "{Reason}, some {games} are impossible in a certain {round}: [BLOCKED; {@0} against {@1} in {@2}].",
            "These {games} must not be fixed for the {round} named: [BLOCKED; {@0} against {@1} for {@2}].",
        ),
        of=("not_then",),
        option="blocked",
    ),
    Fact(
        "spread",
        ways=(
            "The highlights are spread, so that at most {=most_top} of these may be in the same {round}: [TOP; {@0} "
            "against {@1}].",
            "A {round} can have no more than {=most_top} of these top {games}: [TOP; {@0} against {@1}].",
        ),
        of=("top_spread",),
        option="spread",
    ),
    Fact(
        "goal",
        ways=(
            "Which {games} should be held in which {round} so that the total number of {interest} is as high as "
            "possible?",
            "Make the schedule with the highest total number of {interest}.",
        ),
        of=("total_interest", "play"),
    ),
)
_GAMES = "game: match; games: matches; team: team; teams: teams; meet: meet; period: round"

FAMILY = Family(
    name="sports_scheduling",
    title="Sports scheduling",
    source="Briskorn, Sports Leagues Scheduling, 2008",
    extents=(Extent("half_of_teams", 2, 4),),
    formulation=_formulation,
    draw=_draw,
    facts=_FACTS,
    options=("blocked", "spread"),
    framings=(
        story(
            "hockey_league",
            "sports",
            (
                "A hockey league makes the schedule of its spring season.",
                "The spring season of a hockey league is about to be scheduled.",
            ),
            f"{_GAMES}; round: round; rounds: rounds; interest: spectators; teams_are: in the league play;"
            "reason: since the halls are taken",
            "TEAMS: Bears, Comets, Devils, Foxes, Hawks, Icebirds, Lynxes, Moose, Penguins, Ravens, Storm, Wolves",
            "The puck weighs {~156..170} grams.",
            factors={"interest": 40.0},
        ),
        story(
            "chess_teams",
            "board games",
            (
                "A chess federation fixes the dates of its team championship for an internet channel.",
                "The team championship of a chess federation is shown on an internet channel.",
            ),
            f"{_GAMES}; round: round; rounds: rounds; interest: viewers; teams_are: the teams come from;"
            "reason: due to journeys",
            "TEAMS: Bergen, Bremen, Cork, Dijon, Genoa, Graz, Leeds, Lyon, Metz, Porto, Riga, Split",
            "A match lasts {~3..6} hours.",
            factors={"interest": 90.0},
        ),
        story(
            "debate_club",
            "education",
            (
                "Schools take part in a series of public debates.",
                "A series of public debates is held between schools.",
            ),
            "game: debate; games: debates; team: school; teams: schools; meet: debate; period: evening;"
            "round: evening; rounds: evenings; interest: guests; teams_are: the schools are;"
            "reason: because of school trips",
            "TEAMS: Abbey School, Bridge School, Castle School, Dean School, Elm School, Forest School, Garden School, "
            "Hill School",
            "A debate lasts {~60..90} minutes.",
            factors={"interest": 2.0},
        ),
        story(
            "robot_games",
            "technology",
            (
                "Universities let their robots play football in a tournament.",
                "In a tournament, football robots of universities compete on a live stream.",
            ),
            "game: game; games: games; team: robot; teams: robots; meet: meet; period: session;"
            "round: session; rounds: sessions; interest: viewers; teams_are: the robots are called;"
            "reason: for lack of batteries",
            "TEAMS: Atom, Bolt, Chip, Diode, Flux, Gizmo, Nano, Pixel, Servo, Turbo, Vector, Widget",
            "A robot is {~40..80} cm high.",
            factors={"interest": 30.0},
        ),
        story(
            "supplier_talks",
            "trade fairs",
            (
                "A trade fair brings companies together for short talks, and points tell how useful these would be.",
                "At a trade fair, companies meet for short talks that were rated in advance with points.",
            ),
            "game: talk; games: talks; team: company; teams: companies; meet: talk; period: slot;"
            "round: slot; rounds: slots; interest: points; teams_are: the companies are;"
            "reason: because of other meetings",
            "TEAMS: Alumex, Borealis Foil, Castworks, Dynaform, Exaweld, Ferrotec, Gearline, Hydrax",
            "A talk lasts {~15..30} minutes.",
        ),
        story(
            "village_cup",
            "leisure",
            (
                "Villages hold a cup in tug of war over some Sundays, with a raffle for the visitors.",
                "A cup in tug of war is held between villages over some Sundays.",
            ),
            "game: contest; games: contests; team: village; teams: villages; meet: compete; period: Sunday;"
            "round: Sunday; rounds: Sundays; interest: visitors; teams_are: taking part are;"
            "reason: owing to parish fairs",
            "TEAMS: Ashby, Barton, Colne, Denby, Elston, Firby, Garth, Holme, Ingle, Kirby, Lowick, Norton",
            "The rope is {~30..40} m long.",
            factors={"interest": 5.0},
        ),
    ),
)
