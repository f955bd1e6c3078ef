"""Run files that something happened to: bytes changed, cut out or put in, by chance."""

from collections.abc import Sequence

from hypothesis import strategies as st


@st.composite
def damaged(
    draw: st.DrawFn, whole: bytes, words: Sequence[bytes], most: int = 6, longest: int = 3000
) -> bytes:
    """The file after at most so many accidents, each of which may put in one of the words."""
    data = bytearray(whole)
    for _ in range(draw(st.integers(1, most))):
        at = draw(st.integers(0, len(data) - 1))
        length = draw(st.sampled_from([0, 1, 1, 2, 50, longest]))
        data[at : at + length] = draw(st.one_of(st.binary(max_size=4), st.sampled_from(words)))
    return bytes(data)
