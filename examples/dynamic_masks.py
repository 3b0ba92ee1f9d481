"""Masks that stand still, move at random (SET) and move by gradient (RigL), at the same few weights.

Prints accuracy on the bundled digits, mean and standard deviation over five seeds:

    fixed     92.2 % (1.3)
    random    94.1 % (0.6)
    gradient  93.6 % (0.7)
"""

import statistics

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from sparse_explorer.data.datasets import load
from sparse_explorer.nn import DynamicSparseWeights, SparseWeights, regrow_weights, rezero_weights

SPARSITY, EPOCHS, SEEDS = 0.99, 12, 5


def network(kind: str) -> nn.Module:
    """A hidden layer of 50 units that see 8 of 784 pixels each."""
    hidden = nn.Linear(784, 50)
    sparse = (
        SparseWeights(hidden, sparsity=SPARSITY)
        if kind == "fixed"
        else DynamicSparseWeights(hidden, sparsity=SPARSITY, grow=kind)
    )
    return nn.Sequential(nn.Flatten(), sparse, nn.ReLU(), nn.Linear(50, 10))


def train(model: nn.Module, images: Tensor, labels: Tensor) -> None:
    """SGD with momentum; masks move at the end of all epochs but those of the last third."""
    optimizer = torch.optim.SGD(model.parameters(), lr=0.05, momentum=0.9)
    for epoch in range(EPOCHS):
        for batch in torch.randperm(len(images)).split(32):
            optimizer.zero_grad()
            F.cross_entropy(model(images[batch]), labels[batch]).backward()
            optimizer.step()
            model.apply(rezero_weights)
        if epoch < EPOCHS * 2 / 3:
            model.apply(regrow_weights)
    model.eval()


def main() -> None:
    data = load("digits")
    train_images, test_images = (images[:, None] / 255 for images in (data.train_images, data.test_images))
    for kind in ("fixed", "random", "gradient"):
        correct = []
        for seed in range(SEEDS):
            torch.manual_seed(seed)
            model = network(kind)
            train(model, train_images, data.train_labels)
            with torch.no_grad():
                right = model(test_images).argmax(1) == data.test_labels
            correct.append(100 * right.double().mean().item())
        print(f"{kind:9} {statistics.mean(correct):.1f} % ({statistics.stdev(correct):.1f})")


if __name__ == "__main__":
    main()
