"""The way of the questions: what is asked next, and what becomes of an answer."""

from scoring import service

ORDER = [question.key for question in service.questionnaire("v1").questions]


def test_calling_asks_the_first_question(stage):
    step = stage.call()

    assert stage.kinds == ["opened", "called", "asked"]
    assert (step.seq, step.contender, step.question, step.next_question) == (2, "finalist-1", None, ORDER[0])
    assert (stage.state.on_stage, stage.state.question) == ("finalist-1", ORDER[0])


def test_an_answer_is_kept_and_the_next_question_asked(called):
    step = called.answer("team_founders", 3)

    assert called.kinds == ["opened", "called", "asked", "answered", "asked"]
    assert (step.seq, step.question, step.value, step.next_question) == (4, "team_founders", 3.0, ORDER[1])
    assert called.state.contenders["finalist-1"].answers == {"team_founders": 3.0}
    assert called.state.question == ORDER[1]


def test_a_choice_is_kept_as_its_level(called):
    step = called.answer("trac_b2b", "businesses")

    assert step.value == 1.0


def test_a_second_answer_to_the_same_question_corrects_it(called):
    called.answer("team_founders", 3)

    called.answer("team_founders", 2)

    assert called.kinds[-1] == "corrected"
    assert called.state.contenders["finalist-1"].answers == {"team_founders": 2.0}
    assert called.state.question == ORDER[1]


def test_an_answer_taken_back_is_asked_again_at_the_end(called):
    for key in ORDER:
        called.skip(key) if key != "team_founders" else called.answer(key, 3)
    assert called.state.question is None

    step = called.correct("team_founders", None)

    assert called.state.contenders["finalist-1"].answers == {}
    assert step.next_question == "team_founders"


def test_a_correction_leaves_the_question_being_asked(called):
    called.answer("team_founders", 3)

    step = called.correct("team_founders", 4)

    assert step.next_question == called.state.question == ORDER[1]
    assert called.kinds[-1] == "corrected"


def test_skipping_asks_the_next(called):
    step = called.skip(ORDER[0])

    assert called.kinds[-2:] == ["skipped", "asked"]
    assert step.next_question == ORDER[1]
    assert called.state.contenders["finalist-1"].skipped == {ORDER[0]}


def test_a_skipped_question_can_still_be_answered(called):
    called.skip(ORDER[0])

    called.answer(ORDER[0], 2)

    assert called.state.contenders["finalist-1"].skipped == set()


def test_after_a_question_out_of_turn_the_order_goes_on_from_there(called):
    called.ask(ORDER[20])

    step = called.answer(ORDER[20], 1)

    assert step.next_question == ORDER[21]


def test_after_the_last_question_the_order_returns_to_what_was_left_out(called):
    called.ask(ORDER[-1])

    step = called.answer(ORDER[-1], 1)

    assert step.next_question == ORDER[0]


def test_nothing_is_asked_once_all_are_answered_or_skipped(called):
    for key in ORDER[:-1]:
        called.skip(key)

    step = called.skip(ORDER[-1])

    assert step.next_question is None
    assert called.kinds[-1] == "skipped"
    assert called.state.question is None


def test_a_contender_called_again_goes_on_where_they_were(called):
    called.answer(ORDER[0], 2)
    called.call("finalist-2")

    step = called.call("finalist-1")

    assert step.next_question == ORDER[1]


def test_an_answer_that_arrives_after_the_next_call_is_kept(called):
    """The host's queue was offline; the answer was given and must not be lost."""
    called.call("finalist-2")

    step = called.answer(ORDER[0], 2, contender="finalist-1")

    assert called.state.contenders["finalist-1"].answers == {ORDER[0]: 2.0}
    assert (called.state.on_stage, called.state.question) == ("finalist-2", ORDER[0])
    assert step.next_question is None


def test_the_reveal_ranks_by_score_and_leaves_out_who_answered_nothing(frozen):
    scores = {key: c.score.score for key, c in frozen.state.contenders.items() if c.score}

    places = frozen.reveal()

    assert [place.contender for place in places] == sorted(scores, key=lambda key: -scores[key])
    assert [place.rank for place in places] == [1, 2]
    assert [place.score for place in places] == sorted(scores.values(), reverse=True)
    assert frozen.state.ranking == places


def test_equal_scores_rank_by_running_order(called):
    called.answer("team_founders", 3)
    called.call("finalist-2")
    called.answer("team_founders", 3, contender="finalist-2")
    called.score("finalist-2")
    called.score("finalist-1")
    called.freeze()

    assert [place.contender for place in called.reveal()] == ["finalist-1", "finalist-2"]
