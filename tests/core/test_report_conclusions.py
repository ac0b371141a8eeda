"""The short way to the conclusions leads to the same ones as the whole report."""

from hypothesis import HealthCheck, Phase, given, settings

from assessment.core.report_conclusions import conclusions_of, same_conclusions
from assessment.core.report_making import make_report
from assessment.core.report_result import result_of
from tests.core.builders import assessment, everything, judge, library, worst
from tests.core.strategies import assessments

often = settings(
    max_examples=25,
    deadline=None,
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
    suppress_health_check=list(HealthCheck),
)


@often
@given(assessments())
def test_what_follows_is_what_the_report_says(made):
    whole = result_of(make_report(made, library().catalogue), made)
    short = conclusions_of(judge(made), bands=True)
    assert same_conclusions(whole, short)
    assert short.levels == whole.levels
    incomplete = [None in {need.question for need in point.needs} for point in whole.open_points]
    assert incomplete == [
        None in {need.question for need in point.needs} for point in short.open_points
    ]


def test_another_conclusion_is_seen():
    half = dict(list(everything(worst).items())[:30])
    ours = conclusions_of(judge(assessment(half)))
    assert same_conclusions(ours, ours)
    assert ours.gaps
    assert ours.open_points
    assert not same_conclusions(ours.model_copy(update={"known": ours.known + 1}), ours)
    for name in ("gaps", "open_points", "levels"):
        assert not same_conclusions(ours.model_copy(update={name: getattr(ours, name)[1:]}), ours)
