"""What the engine, which knows no Qt, says in the window: each text with the context that it is translated in.

No tool finds these in the sources, since :mod:`.texts` translates whatever it is given.
"""

from collections.abc import Iterator

from sparse_explorer.app.language.engine_messages import MESSAGES
from sparse_explorer.app.model.draft import LAYERS_FIELD
from sparse_explorer.data.catalogue import CATALOGUE
from sparse_explorer.data.noise.kinds import CONVENTIONS, KINDS
from sparse_explorer.experiment.plan.fields import FieldSpec, specs
from sparse_explorer.experiment.plan.layers import layer_title, sparse_parts
from sparse_explorer.experiment.plan.network import NetworkConfig
from sparse_explorer.experiment.plan.parts import ConvConfig, HiddenConfig
from sparse_explorer.experiment.plan.presets import presets
from sparse_explorer.experiment.plan.training import TrainingConfig

MOST_CONVOLUTIONS = 4
"""Of which the titles are translated; a network with more is beyond what trains here in a day."""


def engine_texts() -> list[tuple[str, str]]:
    """(context, text), each once, in a steady order."""
    return list(dict.fromkeys((context, text) for context, text in _all() if text))


def _all() -> Iterator[tuple[str, str]]:
    for cls in (NetworkConfig, ConvConfig, HiddenConfig, TrainingConfig):
        for spec in specs(cls).values():
            yield from (("ConfigField", text) for text in _of_field(spec))
    yield from (("ConfigField", text) for text in _of_field(LAYERS_FIELD.spec))
    for info in CATALOGUE.values():
        yield "DataCatalogue", info.title
        yield "DataCatalogue", info.description
    for kind in KINDS.values():
        yield "NoiseKind", kind.label
        yield "NoiseKind", kind.level
    yield from (("NoiseKind", name) for name in CONVENTIONS)
    for preset in presets().values():
        yield "Preset", preset.summary
    yield from (("Message", template) for template in MESSAGES)
    yield from (("SparsePart", part) for part in sparse_parts(NetworkConfig()))
    yield "LayerTitle", layer_title("hidden", 1)
    yield "LayerTitle", layer_title("conv 1", 1)
    for number in range(1, MOST_CONVOLUTIONS + 1):
        yield "LayerTitle", layer_title(f"conv {number}", MOST_CONVOLUTIONS)


def _of_field(spec: FieldSpec) -> Iterator[str]:
    yield from (spec.label, spec.help, spec.unit, spec.none_label, *spec.choices)
    yield from (condition.otherwise for condition in spec.applies_when)
