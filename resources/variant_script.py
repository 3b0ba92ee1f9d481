"""@TITLE@

A network with k-winners and sparse weights as one file: it needs PyTorch and NumPy and nothing else. Its weights lie
beside it in @WEIGHTS@, read without unpickling.

    python @FILE@ check                    the stored answers come out again
    python @FILE@ evaluate                 accuracy on the test images, clean and under noise
    python @FILE@ train --output new.npz   train from new weights, with the same masks

The images are read from @DATA@ beside it, or with --data from an .npz with train_images, train_labels, test_images and
test_labels (uint8 (N, 28, 28), int64 (N,)), or from a folder with MNIST's four IDX files, compressed or not.

Axes: N images, C channels, H height, W width, n units.
"""

import argparse
import gzip
import sys
from pathlib import Path

import numpy as np
import torch
from torch import nn

CONFIG = {}
"""What the variant is; every layer as it was trained."""

HERE = Path(__file__).resolve()
WEIGHTS, DATA = HERE.with_name("@WEIGHTS@"), HERE.with_name("@DATA@")


class KWinners(nn.Module):
    """Keeps the k largest activations of each image, ranked with a favour for units that are seldom active.

    Shapes: (N, n), or (N, C, H, W) where all units of an image compete, or with ``local`` the channels of each place.
    """

    def __init__(self, config, channels, two_d):
        super().__init__()
        self.config, self.step_seed = config, None
        shape = (1, channels, 1, 1) if two_d else (channels,)
        self.register_buffer("duty_cycle", torch.zeros(shape))
        self.register_buffer("boost_strength", torch.tensor(float(config["boost_strength"])))
        self.register_buffer("learning_iterations", torch.tensor(0, dtype=torch.int64))

    def forward(self, x):
        config = self.config
        if not config["in_training" if self.training else "in_evaluation"]:
            return torch.relu(x)
        k = config["k" if self.training else "k_evaluation"]
        if k == 0:
            return torch.zeros_like(x)
        ranks = self.ranks(x.detach())
        if not config["local"]:
            ranks = ranks.flatten(1)
        if config["at_random"]:  # exactly k
            kept = torch.zeros_like(ranks, dtype=torch.bool).scatter_(1, ranks.topk(k, dim=1).indices, True)
        else:  # units that tie with the last winner win too
            kept = ranks >= ranks.topk(k, dim=1).values[:, -1:]
        x = x * kept.view_as(x)
        if self.training:
            self.update(x.detach())
        return x

    def ranks(self, x):
        if self.config["at_random"]:
            seed = None if self.training else self.config["evaluation_seed"]
            chance = None if seed is None else torch.Generator().manual_seed(seed)
            return torch.rand(x.shape, generator=chance).to(x.device)
        if self.boost_strength == 0:
            return x
        return x * torch.exp(-self.boost_strength * self.duty_cycle)

    def update(self, x):
        active = (x > 0).float()
        if x.dim() == 4:
            active = active.mean(dim=(2, 3), keepdim=True)
        count, samples = active.sum(dim=0, keepdim=x.dim() == 4), len(x)
        self.learning_iterations += samples
        period = max(min(int(self.learning_iterations), self.config["duty_cycle_period"]), samples)
        self.duty_cycle.mul_(period - samples).add_(count).div_(period)


class Masked(nn.Module):
    """A convolution or a linear layer, a part of whose weights is fixed at zero."""

    def __init__(self, layer, density):
        super().__init__()
        self.layer, self.density = layer, density
        self.register_buffer("mask", torch.ones_like(layer.weight, dtype=torch.bool))

    def forward(self, x):
        weight = self.layer.weight * self.mask
        if isinstance(self.layer, nn.Conv2d):
            return nn.functional.conv2d(x, weight, self.layer.bias)
        return nn.functional.linear(x, weight, self.layer.bias)


def activation(config, channels, two_d):
    if config["kind"] == "k-winners":
        return KWinners(config, channels, two_d)
    return nn.ReLU() if config["kind"] == "relu" else nn.Identity()


def normalization(kind, channels, two_d):
    if kind == "batch norm":
        return nn.BatchNorm2d(channels) if two_d else nn.BatchNorm1d(channels)
    if kind == "layer norm":
        return nn.GroupNorm(1, channels) if two_d else nn.LayerNorm(channels)
    return nn.Identity()


class Network(nn.Module):
    """(N, 1, 28, 28), normalised -> (N, 10), log-probabilities."""

    def __init__(self, config=CONFIG):
        super().__init__()
        self.config = config
        kind = config["normalization"]
        self.blocks = nn.ModuleList()
        for conv in config["convs"]:
            layer = nn.Conv2d(conv["channels_in"], conv["channels"], conv["kernel_size"])
            parts = [
                Masked(layer, conv["density"]),
                normalization(kind, conv["channels"], True),
                nn.MaxPool2d(2),
                activation(conv["activation"], conv["channels"], True),
            ]
            self.blocks.append(nn.Sequential(*parts))
        hidden = config["hidden"]
        self.hidden = Masked(nn.Linear(hidden["inputs"], hidden["units"]), hidden["density"])
        self.hidden_normalization = normalization(kind, hidden["units"], False)
        self.hidden_activation = activation(hidden["activation"], hidden["units"], False)
        self.dropout = nn.Dropout(config["dropout"])
        self.output = nn.Linear(hidden["units"], 10)

    def forward(self, x):
        return torch.log_softmax(self.activities(x)[1], dim=1)

    def activities(self, x):
        """What each layer with an activation gives, and the logits (N, 10)."""
        found = []
        x = self.centred(x)
        for block in self.blocks:
            x = block(x)
            found.append(x)
        x = self.hidden_activation(self.hidden_normalization(self.hidden(x.flatten(1))))
        if not isinstance(self.hidden_activation, nn.Identity):
            found.append(x)
        return found, self.output(self.dropout(x))

    def centred(self, x):
        if self.config["centring"] == "none":
            return x
        x = x - x.mean(dim=(1, 2, 3), keepdim=True)
        if self.config["centring"] == "centred":
            return x
        return x / x.square().mean(dim=(1, 2, 3), keepdim=True).sqrt().clamp(min=1e-6)

    def start_again(self):
        """New weights, uniform within the bounds that PyTorch's layers have; masks stay."""
        for layer in (*(block[0] for block in self.blocks), self.hidden, self.output):
            inner = layer.layer if isinstance(layer, Masked) else layer
            fan_in = inner.weight[0].numel()
            if self.config["rescaled"] and isinstance(layer, Masked):
                fan_in *= layer.density
            for parameter in (inner.weight, inner.bias):
                nn.init.uniform_(parameter, -(fan_in**-0.5), fan_in**-0.5)
            if isinstance(layer, Masked):
                inner.weight.data.mul_(layer.mask)
        for layer in self.modules():
            if isinstance(layer, KWinners):
                layer.duty_cycle.zero_()
                layer.learning_iterations.zero_()
                layer.boost_strength.fill_(layer.config["boost_strength"])


def load_network(path=WEIGHTS):
    """The network with its stored weights, in evaluation mode."""
    network = Network()
    with np.load(path, allow_pickle=False) as stored:
        state = {name: torch.from_numpy(stored[name]) for name in network.state_dict()}
    network.load_state_dict(state)
    return network.eval()


def normalized(images):
    """uint8 (N, 28, 28) -> float32 (N, 1, 28, 28)."""
    return images.unsqueeze(1).float().div(255).sub(CONFIG["mean"]).div(CONFIG["std"])


def noisy(images, kind, level):
    """Normalised images (N, 1, 28, 28) with noise; ``level`` is a number, or one for each image (N, 1, 1, 1)."""
    mean, std = CONFIG["mean"], CONFIG["std"]
    black, white = -mean / std, (1 - mean) / std
    if kind in ("gaussian", "speckle"):
        bright = images * std + mean
        spread = torch.randn_like(images) * level * (bright if kind == "speckle" else 1)
        return ((bright + spread).clamp(0, 1) - mean) / std
    chance = torch.rand_like(images)
    hit = (
        chance.flatten(1).argsort(dim=1).argsort(dim=1).view_as(images)
        < (images[0].numel() * torch.as_tensor(level)).int()
    )
    values = {"article": mean + 2 * std, "paper": 2.0, "black": black}
    if kind in values:
        value = torch.full_like(images, values[kind])
    elif kind == "salt-and-pepper":
        value = torch.where(torch.rand_like(images) < 0.5, black, white)
    elif kind == "uniform":
        value = (torch.rand_like(images) - mean) / std
    else:
        raise SystemExit(f"noise of the kind {kind!r} is not part of this script")
    return torch.where(hit, value, images)


def read_data(path):
    """The four arrays of a data set as tensors."""
    path = Path(path)
    names = ("train_images", "train_labels", "test_images", "test_labels")
    if path.is_dir():
        arrays = [read_idx(path, name) for name in names]
    elif path.is_file():
        with np.load(path, allow_pickle=False) as stored:
            arrays = [stored[name] for name in names]
    else:
        raise SystemExit(f"there is no {path}: name the data set with --data")
    images, labels = (torch.uint8, torch.int64)
    return [torch.from_numpy(np.array(each)).to(kind) for each, kind in zip(arrays, (images, labels) * 2)]


def read_idx(folder, name):
    split, what = name.split("_")
    stem = f"{'t10k' if split == 'test' else 'train'}-{what}-idx{3 if what == 'images' else 1}-ubyte"
    for path, opened in ((folder / stem, open), (folder / f"{stem}.gz", gzip.open)):
        if path.is_file():
            with opened(path, "rb") as file:
                content = file.read()
            skipped = 16 if what == "images" else 8
            values = np.frombuffer(content, np.uint8, offset=skipped)
            return values.reshape(-1, 28, 28) if what == "images" else values
    raise SystemExit(f"{folder} holds no {stem}")


@torch.no_grad()
def accuracy(network, images, labels, kind="article", level=0.0):
    """Percent correct of test images uint8 (N, 28, 28)."""
    network.eval()
    right = 0
    for first in range(0, len(images), 500):
        x = normalized(images[first : first + 500])
        x = noisy(x, kind, level) if level else x
        right += int((network(x).argmax(dim=1) == labels[first : first + 500]).sum())
    return 100 * right / len(images)


def train(network, images, labels, epochs, tell=print):
    """Stochastic gradient descent as the variant was trained; its random numbers are others."""
    training = CONFIG["training"]
    optimizer = torch.optim.SGD(
        network.parameters(),
        lr=training["learning_rate"],
        momentum=training["momentum"],
        weight_decay=training["weight_decay"],
    )
    for epoch in range(epochs):
        network.train()
        for group in optimizer.param_groups:
            group["lr"] = training["learning_rate"] * training["learning_rate_factor"] ** epoch
        size = training["first_epoch_batch_size"] if epoch == 0 else training["batch_size"]
        total = 0.0
        for batch in torch.randperm(len(images)).split(size):
            x = normalized(images[batch])
            if training["noise"] != "none":
                x = noisy(x, training["noise"], training["noise_up_to"] * torch.rand(len(x), 1, 1, 1))
            found, logits = network.activities(x)
            loss = nn.functional.cross_entropy(logits, labels[batch])
            if training["activation_l1"]:
                loss = loss + training["activation_l1"] * sum(each.abs().sum() for each in found) / len(x)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            total += float(loss.detach()) * len(batch)
        for layer in network.modules():
            if isinstance(layer, KWinners):
                layer.boost_strength.mul_(layer.config["boost_strength_factor"])
        tell(f"epoch {epoch + 1} of {epochs}: loss {total / len(images):.4f}")


def check():
    """Whether the stored answers come out again, to 1e-4."""
    with np.load(WEIGHTS, allow_pickle=False) as stored:
        images, expected = (torch.from_numpy(stored[f"check_{name}"]) for name in ("images", "answers"))
    with torch.no_grad():
        answers = load_network()(normalized(images))
    return bool(torch.allclose(answers, expected, atol=1e-4))


def main(arguments=None):
    parser = argparse.ArgumentParser(description="@TITLE@")
    parser.add_argument("command", choices=("check", "evaluate", "train"))
    parser.add_argument("--data", default=DATA, help="an .npz file, or a folder with MNIST's files")
    parser.add_argument("--epochs", type=int, default=CONFIG["training"]["epochs"])
    parser.add_argument("--seed", type=int, default=0, help="of training and noise")
    parser.add_argument(
        "--noise", default="article", help="article (grey), paper (bright), black, gaussian ..."
    )
    parser.add_argument("--output", type=Path, help="where 'train' writes the weights, an .npz file")
    options = parser.parse_args(arguments)
    torch.manual_seed(options.seed)
    if options.command == "check":
        same = check()
        print("the stored answers come out again" if same else "the answers differ from the stored ones")
        return 0 if same else 1
    train_images, train_labels, test_images, test_labels = read_data(options.data)
    network = load_network()
    if options.command == "train":
        network.start_again()
        train(network, train_images, train_labels, options.epochs)
        if options.output is not None:
            np.savez(options.output, **{name: value.numpy() for name, value in network.state_dict().items()})
    for level in (0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8):
        found = accuracy(network, test_images, test_labels, options.noise, level)
        print(f"{options.noise} noise {100 * level:3.0f} %: {found:.2f} % correct")
    return 0


if __name__ == "__main__":
    sys.exit(main())
