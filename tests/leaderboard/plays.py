"""Shows played without a stage: legal logs made of a few numbers, for tests of what is seen of them."""

from datetime import UTC, datetime, timedelta

from hypothesis import strategies as st

from battle.showlog import events as e
from battle.showlog import log
from battle.showlog.models import Show

BEGAN = datetime(2026, 11, 24, 19, 0, tzinfo=UTC)
QUESTIONS = ["team_founders", "team_senior", "trac_employees", "ip_disruptive"]
KEYS = ["acequia", "boreal", "cargolux"]


def opened(mode: str = "open", slug: str = "valencia", keys: list[str] = KEYS) -> e.Opened:
    contenders = [
        e.ContenderIntro(key=key, company=key.title(), one_liner=f"{key} does one thing") for key in keys
    ]
    return e.Opened(
        edition=slug, title="Valencia Battle", mode=mode, questionnaire="v1", model="jury-1", model_sha256="0" * 64,
        contenders=contenders,
    )  # fmt: skip


def scored(contender: str, score: float, *, basis: int = 1) -> e.Scored:
    return e.Scored(
        contender=contender, basis=basis, score=score, low=max(score - 4, 0), high=min(score + 4, 100), base=30.0,
        sections=e.Sections(team=1.004, traction=2.0, ip=-0.5, investors=score - 32.504), points_rule=40.0, answered=1,
        model="jury-1", questionnaire="v1",
    )  # fmt: skip


def advised(contender: str, question: str, *, basis: int = 1) -> e.Advised:
    return e.Advised(
        contender=contender, basis=basis, question=question, section="team", fall=12.5, share=0.25,
        reason="tells_most", model="jury-1",
    )  # fmt: skip


def compared(*pairs: tuple[str, int, str, int], probability: float = 0.6) -> e.Compared:
    """Pairs as (upper, its basis, lower, its basis), all compared alike."""
    return e.Compared(
        pairs=[
            e.Comparison(
                upper=upper, upper_basis=above, lower=lower, lower_basis=below, probability=probability,
                close=probability < 0.65,
            )
            for upper, above, lower, below in pairs
        ],
        model="jury-1",
    )  # fmt: skip


def revealed(*places: tuple[str, float]) -> e.Revealed:
    ranking = [
        e.Place(contender=key, rank=rank, score=score) for rank, (key, score) in enumerate(places, start=1)
    ]
    return e.Revealed(ranking=ranking)


def numbered(events: list[e.Event]) -> list[log.Logged]:
    """The events as entries of a log, a second apart."""
    return [
        log.Logged(seq, BEGAN + timedelta(seconds=seq), event) for seq, event in enumerate(events, start=1)
    ]


def write(show: Show, *events: e.Event) -> None:
    """Append to a show's log, each event in the second of its own number."""
    with log.writing(show.pk) as writer:
        for event in events:
            writer.append(event, actor="test", at=BEGAN + timedelta(seconds=show.seq + 1))
            show.seq = writer.show.seq


def new_show(slug: str, *events: e.Event, number: int = 1) -> Show:
    show = Show.objects.create(edition_slug=slug, number=number)
    write(show, *events)
    return show


def comparisons(answered: dict[str, int]) -> st.SearchStrategy[e.Compared]:
    """One pair, fitting the newest answers or not."""
    pairs = st.permutations(KEYS).map(
        lambda keys: (keys[0], answered.get(keys[0], 1), keys[1], answered.get(keys[1], 1))
    )
    return st.builds(
        lambda pair, probability: compared(pair, probability=probability), pairs, st.floats(0, 1)
    )


@st.composite
def shows(draw: st.DrawFn, mode: str | None = None) -> list[e.Event]:
    """A legal show of any length: called, asked, answered, corrected, skipped, scored, advised, compared, perhaps
    frozen and revealed."""
    told: list[e.Event] = [opened(mode or draw(st.sampled_from(["open", "sealed"])))]
    answered: dict[str, int] = {}
    scores: dict[str, float] = {}
    for _ in range(draw(st.integers(0, 25))):
        key, question = draw(st.sampled_from(KEYS)), draw(st.sampled_from(QUESTIONS))
        match draw(
            st.sampled_from(
                ["call", "ask", "answer", "correct", "skip", "score", "score", "advise", "compare"]
            )
        ):
            case "call":
                told.append(e.Called(contender=key))
            case "ask":
                told.append(e.Asked(contender=key, question=question))
            case "answer":
                told.append(e.Answered(contender=key, question=question, value=draw(st.integers(0, 5))))
                answered[key] = len(told)
            case "correct":
                told.append(
                    e.Corrected(contender=key, question=question, value=draw(st.sampled_from([None, 1.0])))
                )
                answered[key] = len(told)
            case "skip":
                told.append(e.Skipped(contender=key, question=question))
            case "score" if key in answered:
                scores[key] = draw(st.floats(0, 100))
                told.append(scored(key, scores[key], basis=answered[key]))
            case "advise":
                told.append(advised(key, question, basis=draw(st.integers(1, len(told)))))
            case "compare":
                told.append(draw(comparisons(answered)))
    if draw(st.booleans()):
        told.append(e.Frozen())
        if scores and draw(st.booleans()):
            told.append(revealed(*sorted(scores.items(), key=lambda item: -item[1])))
    return told
