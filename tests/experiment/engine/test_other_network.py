"""Networks from elsewhere: found, made, and asked; whatever is wrong with one is said in a line."""

import textwrap
from dataclasses import replace
from pathlib import Path

import pytest
import torch
from torch import nn

from sparse_explorer.data.datasets import ImageData
from sparse_explorer.experiment.engine.evaluation import clean_result
from sparse_explorer.experiment.engine.other_network import Model, OtherModel
from sparse_explorer.experiment.plan.fields import ConfigError

CODE = """
    import torch
    from torch import nn
    from beside_it import UNITS

    def network(seed):
        return nn.Sequential(nn.Flatten(), nn.Linear(784, UNITS), nn.ReLU(), nn.Linear(UNITS, 10))

    instance = nn.Sequential(nn.Flatten(), nn.Linear(784, 10))
    number = 5

    def exits():
        raise SystemExit("bye\\nbye")
"""


def plain() -> nn.Module:
    return nn.Sequential(nn.Flatten(), nn.Linear(784, 10))


class Answers(nn.Module):
    """Gives always the same."""

    def __init__(self, given: object) -> None:
        super().__init__()
        self.given = given

    def forward(self, images: torch.Tensor) -> object:
        return self.given


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "code_of_mine.py").write_text(textwrap.dedent(CODE), encoding="utf-8")
    (tmp_path / "beside_it.py").write_text("UNITS = 12", encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize("where", ["code_of_mine.py:network", "code_of_mine:network"])
def test_a_function_is_found_by_module_and_by_file_and_called_with_each_seed(
    folder: Path, where: str, few_digits: ImageData
) -> None:
    model = OtherModel("Mine", where)
    first, again, other = (model.network(few_digits, seed) for seed in (0, 0, 1))
    images = few_digits.normalized(few_digits.test_images[:3])
    assert torch.equal(first(images), again(images))
    assert not torch.equal(first(images), other(images))
    assert [(layer.name, layer.kind, layer.shape, layer.parameters) for layer in first.layers] == [
        ("0", "Flatten", "784", 0),
        ("1", "Linear", "12", 785 * 12),
        ("2", "ReLU", "12", 0),
        ("3", "Linear", "10", 130),
    ]


def test_one_without_a_seed_is_made_once(few_digits: ImageData) -> None:
    made: list[nn.Module] = []

    def make() -> nn.Module:
        made.append(plain())
        return made[-1]

    model = OtherModel("Mine", make)
    assert model.network(few_digits, 0) is model.network(few_digits, 1)
    assert len(made) == 1


def test_a_module_is_copied_and_put_into_evaluation_mode(few_digits: ImageData) -> None:
    module = nn.Sequential(nn.Flatten(), nn.Dropout(0.9), nn.Linear(784, 10))
    network = OtherModel("Mine", module).network(few_digits, 0)
    images = few_digits.normalized(few_digits.test_images[:3])
    assert torch.equal(network(images), network(images))
    with torch.no_grad():
        module[2].weight.zero_()
    assert network(images).std() > 0
    assert module.training


@pytest.mark.parametrize(
    "last", [nn.Identity(), nn.LogSoftmax(1), nn.Softmax(1)], ids=["scores", "logs", "probabilities"]
)
def test_whatever_it_gives_becomes_log_probabilities(few_digits: ImageData, last: nn.Module) -> None:
    torch.manual_seed(0)
    module = plain()
    expected = OtherModel("Mine", module).network(few_digits, 0)
    network = OtherModel("Mine", nn.Sequential(module, last)).network(few_digits, 0)
    images = few_digits.normalized(few_digits.test_images)
    assert torch.allclose(network(images), expected(images), atol=1e-4)
    assert torch.allclose(network(images).exp().sum(dim=1), torch.ones(len(images)), atol=1e-5)
    found = clean_result(network, images, few_digits.test_labels)
    assert found.loss == pytest.approx(clean_result(expected, images, few_digits.test_labels).loss, abs=1e-4)


@pytest.mark.parametrize(
    ("model", "said"),
    [
        (lambda: 5, "Mine is 5, expected a torch.nn.Module"),
        (lambda: 1 / 0, "Mine cannot be made: ZeroDivisionError: division by zero"),
        (nn.Linear(5, 10), r"Mine fails on images of shape \(2, 1, 28, 28\): RuntimeError: mat1 and mat2"),
        (
            nn.Sequential(nn.Flatten(), nn.Linear(784, 9)),
            r"gives shape \(2, 9\) for images .*, expected \(2, 10\)",
        ),
        (Answers(torch.zeros(10)), r"gives shape \(10,\)"),
        (Answers((1, 2)), "gives 'tuple' for images"),
        (Answers(torch.full((2, 10), torch.nan)), "no numbers .* for 2 images"),
        (Answers(torch.tensor([[0.0] * 10, [torch.inf] + [0.0] * 9])), "no numbers .* for 1 images"),
        (5, "5 is neither a module"),
        ("nothing", "'nothing' is neither module:function"),
        ("x:y:", "neither module:function"),
        ("no_such_module_here:network", "cannot be imported: ModuleNotFoundError"),
        ("none.py:network", r"none\.py does not exist"),
        ("code_of_mine.py:missing", "has nothing called missing"),
        ("code_of_mine.py:number", "number in 'code_of_mine.py' is 5, expected a function"),
    ],
)
def test_what_is_of_no_use_is_said_in_a_line(
    folder: Path, few_digits: ImageData, model: Model, said: str
) -> None:
    with pytest.raises(ConfigError, match=said) as error:
        OtherModel("Mine", model).network(few_digits, 0)
    assert len(str(error.value).splitlines()) == 1


def test_a_module_that_is_named_will_do_and_what_it_raises_is_one_line(
    folder: Path, few_digits: ImageData
) -> None:
    assert len(OtherModel("Mine", "code_of_mine.py:instance").network(few_digits, 0).layers) == 2
    (folder / "leaves.py").write_text("raise SystemExit('bye\\nbye')", encoding="utf-8")
    with pytest.raises(ConfigError, match="SystemExit: bye bye"):
        OtherModel("Mine", "leaves.py:network")


def test_one_that_changes_its_images_in_place_is_shown_the_same_ones_again(few_digits: ImageData) -> None:
    class Shifts(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.linear = plain()

        def forward(self, images: torch.Tensor) -> torch.Tensor:
            return self.linear(images.sub_(0.5))  # type: ignore[no-any-return]

    network = OtherModel("Mine", Shifts()).network(few_digits, 0)
    images = few_digits.normalized(few_digits.test_images[:3])
    assert torch.equal(network(images), network(images))


def test_one_without_a_seed_is_fitted_again_to_other_images(few_digits: ImageData) -> None:
    model = OtherModel("Mine", nn.Sequential(nn.AdaptiveAvgPool2d(4), nn.Flatten(), nn.Linear(16, 10)))
    first = model.network(few_digits, 0)
    small = replace(
        few_digits,
        train_images=few_digits.train_images[:, :20, :20],
        test_images=few_digits.test_images[:, :20, :20],
    )
    assert model.network(small, 0) is not first


def test_names_are_those_that_variants_may_have() -> None:
    with pytest.raises(ConfigError, match="printable"):
        OtherModel("a\nb", plain())
