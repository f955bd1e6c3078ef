"""The knowledge that comes with strideback keeps every rule."""

from strideback.formats.knowledge_checks import check_all


def test_the_real_knowledge_keeps_every_rule():
    assert [str(problem) for problem in check_all()] == []
