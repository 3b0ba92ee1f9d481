"""A network with k-winners as ONNX, and back: needs onnxscript and onnxruntime (the extra `dev` has both).

Prints the largest difference between what torch and onnxruntime answer:

    1 input, 10 outputs, difference below 1e-5: True
"""

import tempfile
from pathlib import Path

import onnxruntime
import torch
from torch import nn

from sparse_explorer.nn import KWinners2d, SparseWeights, SparseWeights2d


def main() -> None:
    torch.manual_seed(0)
    model = nn.Sequential(
        SparseWeights2d(nn.Conv2d(1, 30, 5), sparsity=0.5),
        nn.MaxPool2d(2),
        KWinners2d(30, percent_on=100 / 4320),
        nn.Flatten(),
        SparseWeights(nn.Linear(4320, 300), sparsity=0.5),
        nn.Linear(300, 10),
    )
    images = torch.rand(4, 1, 28, 28)
    model.requires_grad_(False)(images)  # KWinners2d learns from its first input how many units it has
    model.eval()
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "network.onnx")
        torch.onnx.export(model, (images,), path, dynamo=True, verbose=False)
        session = onnxruntime.InferenceSession(path)
    (name,) = (each.name for each in session.get_inputs())
    (answer,) = session.run(None, {name: images.numpy()})
    near = float((torch.from_numpy(answer) - model(images)).abs().max()) < 1e-5
    print(f"1 input, {answer.shape[1]} outputs, difference below 1e-5: {near}")


if __name__ == "__main__":
    main()
