"""Links: what goes in comes out, and whatever else is pasted ends in one line."""

import base64
import contextlib
import dataclasses
import json
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sparse_explorer.experiment.plan.fields import ConfigError
from sparse_explorer.experiment.plan.noises import NoiseConfig
from sparse_explorer.experiment.plan.presets import presets
from sparse_explorer.experiment.plan.share import LONGEST, Shared, read_link, write_link
from sparse_explorer.experiment.plan.variant import Variant

PRESETS = [preset.variant for preset in presets().values()]
NAMES = st.text(min_size=1, max_size=60).filter(lambda text: text.strip() and text.isprintable())


@st.composite
def shared(draw: st.DrawFn) -> Shared:
    names = draw(st.lists(NAMES, min_size=1, max_size=4, unique=True))
    rate = st.floats(0.0001, 10)
    variants = []
    for name in names:
        variant = draw(st.sampled_from(PRESETS))
        training = dataclasses.replace(variant.training, learning_rate=draw(rate))
        variants.append(Variant(name, variant.network, training))
    return Shared(
        tuple(variants),
        dataset=draw(st.sampled_from(["digits", "mnist"])),
        seed=draw(st.integers(0, 10_000)),
        seeds=draw(st.integers(1, 100)),
        noise=draw(
            st.sampled_from([NoiseConfig(), NoiseConfig("blur"), NoiseConfig("article", (0.0, 0.33))])
        ),
        level=draw(st.integers(0, 100)),
        image=draw(st.integers(0, 9999)),
        pattern=draw(st.integers(0, 99)),
    )


def packed(data: object, version: object = 1) -> str:
    content = data if isinstance(data, bytes) else json.dumps(data).encode()
    return f"sparse-explorer:{version}/" + base64.urlsafe_b64encode(zlib.compress(content)).decode().rstrip(
        "="
    )


def refusal(link: str) -> str:
    """Why a link is refused; empty if it is not."""
    try:
        assert read_link(link).experiment().variants
    except ConfigError as error:
        return str(error)
    return ""


@given(shared())
def test_what_goes_in_comes_out(given: Shared) -> None:
    link = write_link(given)
    assert read_link(link) == given
    assert len(link) <= LONGEST


def test_mail_may_break_it() -> None:
    link = write_link(Shared((PRESETS[0],)))
    assert read_link(f"  {link[:30]}\r\n{link[30:]}\n") == Shared((PRESETS[0],))


def test_all_presets_fit_and_notes_stay_at_home() -> None:
    article = [dataclasses.replace(preset.variant, note="mine") for preset in presets().values()][:8]
    link = write_link(Shared(tuple(article)))
    assert len(link) < 1000
    assert all(variant.note is None for variant in read_link(link).variants)


def test_too_many_say_so() -> None:
    many = tuple(
        Variant(f"{index:03} {f'ab{index * 7919}' * 12}"[:60], PRESETS[index % 9].network,
                dataclasses.replace(PRESETS[0].training, learning_rate=0.01 + index / 977, momentum=index / 99))
        for index in range(50)
    )  # fmt: skip
    with pytest.raises(ConfigError, match=r"characters; allowed are 2000: share fewer variants"):
        write_link(Shared(many))


@pytest.mark.parametrize(
    ("link", "said"),
    [
        ("", "link: '' is none; links begin with sparse-explorer:"),
        ("https://example.org", "links begin with sparse-explorer:"),
        ("sparse-explorer:", "is damaged"),
        ("sparse-explorer:1/", "is damaged"),
        ("sparse-explorer:1/????", "is damaged"),
        ("sparse-explorer:1/abcde", "it is damaged: a part is missing or was changed"),
        (packed({"variants": []}, 2), "it is of version 2; this program reads 1"),
        (packed({"variants": []}), "variants: 0 are not allowed; allowed are 1 ... 50"),
        (packed({}), "variants: is missing"),
        (packed([]), "a list of 0 is not a table"),
        (packed(b"{"), "link: "),
        (packed(b"\xff"), "link: "),
        (packed({"variants": [{"name": "a"}], "more": 1}), "more: unknown key"),
        (packed({"variants": [{"name": "a"}] * 2}), "two are named 'a'"),
        (packed({"variants": [{"name": "a"}], "level": 101}), "level: 101 is not allowed; allowed is 0 ... 100 %"),
        (packed({"variants": [{"name": "a"}], "level": 90, "noise": {"convention": "fgsm"}}), "allowed is 0 ... 30"),
        (packed({"variants": [{"name": "a"}], "dataset": "folder:/etc"}), "'folder:/etc' cannot be shared"),
        (packed({"variants": [{"name": "a", "network": {"hidden": {"units": 10**7}}}]}), "hidden.units: 10000000"),
        (packed(b"[" * 30_000), "link: "),
        (packed(b" " * 40_000), "it holds more than 32768 bytes"),
        ("sparse-explorer:1/" + "A" * 3000, "it has 3018 characters; allowed are 2000"),
    ],
)  # fmt: skip
def test_what_is_no_link_ends_in_one_line(link: str, said: str) -> None:
    with pytest.raises(ConfigError) as caught:
        read_link(link)
    assert said in str(caught.value)
    assert "\n" not in str(caught.value)
    assert len(str(caught.value)) < 400


@given(place=st.integers(0, 10_000), letter=st.characters(codec="utf-8"))
def test_one_letter_changed_is_noticed_or_means_the_same(place: int, letter: str) -> None:
    link = write_link(Shared(tuple(PRESETS[:2]), seed=7))
    place %= len(link)
    with contextlib.suppress(ConfigError):
        assert read_link(link[:place] + letter + link[place + 1 :]) == read_link(link)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(
        st.sampled_from(["variants", "name", "network", "training", "noise", "convs", "hidden", "k", "levels",
                         "seed", "dataset", "level", "note"]) | st.text(max_size=5), inner, max_size=5),
    max_leaves=20,
)  # fmt: skip


@given(JSON)
def test_any_content_is_read_or_refused(content: object) -> None:
    said = refusal(packed(content))
    assert "\n" not in said


@given(st.text() | st.binary().map(lambda raw: packed(raw)))
def test_any_text_is_read_or_refused(text: str) -> None:
    assert "\n" not in refusal(text)
