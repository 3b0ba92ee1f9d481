"""The reference against figures worked out by hand, so that it can be trusted as a yardstick."""

import math

import pytest
import torch
import torch.nn.functional as F

from reference import article
from reference.entropy import reference_binary_entropy, reference_entropy
from reference.k_winners import reference_duty_cycle, reference_kwinners, reference_kwinners2d

NO_DUTY = torch.zeros(4)


def rows(*values):
    return torch.tensor(values, dtype=torch.float64)


def test_the_largest_win():
    x = rows([1, 4, -3, 2], [-1, -4, -3, -2])
    assert reference_kwinners(x, NO_DUTY, 2, 0.0).tolist() == [[0, 4, 0, 2], [-1, 0, 0, -2]]
    assert reference_kwinners(x, NO_DUTY, 2, 0.0, relu=True).tolist() == [[0, 4, 0, 2], [0, 0, 0, 0]]


def test_ties():
    x = rows([2, 1, 2, 2])
    assert reference_kwinners(x, NO_DUTY, 2, 0.0).tolist() == [[2, 0, 2, 2]]
    assert reference_kwinners(x, NO_DUTY, 2, 0.0, break_ties=True).count_nonzero() == 2


def test_boosting_ranks_but_does_not_change_values():
    duty = torch.tensor([1.0, 0, 0, 0])
    assert reference_kwinners(rows([5, 4, 3, 2]), duty, 2, 1.0).tolist() == [[0, 4, 3, 0]]  # 5/e = 1.84
    assert reference_kwinners(rows([5, 4, 3, 2]), duty, 2, 0.1).tolist() == [[5, 4, 0, 0]]


def test_nan_wins():
    winners = reference_kwinners(rows([1, math.nan, 3, -math.inf]), NO_DUTY, 2, 0.0)
    assert winners[0, 2] == 3 and winners[0, 1].isnan() and winners[0, 0] == winners[0, 3] == 0


def test_local_and_global():
    x = rows([[[1, 9]], [[2, 8]], [[3, 7]]]).reshape(1, 3, 1, 2)
    duty = torch.zeros(1, 3, 1, 1)
    assert reference_kwinners2d(x, duty, 1, 0.0, local=True).flatten().tolist() == [0, 9, 0, 0, 3, 0]
    assert reference_kwinners2d(x, duty, 3, 0.0, local=False).flatten().tolist() == [0, 9, 0, 8, 0, 7]


def test_duty_cycle():
    duty, seen = reference_duty_cycle(rows([0, 0])[0], 0, rows([1, 0], [1, -1], [0, 2], [3, 0]), 1000)
    assert (duty.tolist(), seen) == ([0.75, 0.25], 4)
    duty, seen = reference_duty_cycle(duty, seen, rows([0, 1], [0, 1], [0, 1], [0, 1]), 1000)
    assert (duty.tolist(), seen) == ([0.375, 0.625], 8)  # half old, half new
    duty, _ = reference_duty_cycle(duty, seen, rows([1, 0], [1, 0], [1, 0]), 2)
    assert duty.tolist() == [1, 0]


def test_duty_cycle_of_channels():
    output = rows([[[1, 0], [0, 0]], [[1, 1], [1, 0]]]).reshape(1, 2, 2, 2)
    duty, _ = reference_duty_cycle(torch.zeros(1, 2, 1, 1), 0, output, 1000)
    assert duty.flatten().tolist() == [0.25, 0.75]


def test_entropy():
    assert [reference_binary_entropy(p) for p in (0.0, 0.5, 1.0)] == [0, 1, 0]
    assert reference_binary_entropy(0.25) == pytest.approx(2 - 0.75 * math.log2(3))
    assert reference_entropy([0.5, 1.0, 0.5]) == 2


@pytest.fixture
def images(generator):
    return torch.randint(0, 256, (20, 28, 28), dtype=torch.uint8, generator=generator)


def sparse_article_network(generator):
    torch.manual_seed(0)
    return article.ArticleNetwork(
        conv_mask=article.draw_mask((30, 1, 5, 5), 0.5, generator),
        k_winners=True,
        fc1_mask=article.draw_mask((300, 4320), 0.5, generator),
    )


def test_article_masks(generator):
    assert (
        article.draw_mask((30, 1, 5, 5), 0.5, generator).flatten(1).sum(1) == 12
    ).all()  # round(12.5), to even
    assert (article.draw_mask((300, 4320), 0.5, generator).sum(1) == 2160).all()


def test_article_k_winners_are_the_reference_k_winners(generator):
    x = torch.randn(3, 2, 5, 5, generator=generator).requires_grad_()
    upstream = torch.randn(3, 2, 5, 5, generator=generator)
    output = article.KWinnersFunction.apply(x, 7)
    output.backward(upstream)
    expected = reference_kwinners2d(x.detach(), torch.zeros(1, 2, 1, 1), 7, 0.0, local=False)
    assert torch.equal(output, expected)
    assert torch.equal(x.grad, torch.where(expected != 0, upstream, 0))


def test_article_network_is_what_it_says(generator, images):
    network = sparse_article_network(generator)
    x = torch.stack([article.normalise(image) for image in images])
    output = network(x)
    pooled = F.max_pool2d(F.conv2d(x, network.conv.weight, network.conv.bias), 2)
    kept = torch.where(
        pooled.flatten(1) >= pooled.flatten(1).sort(descending=True).values[:, 99:100], pooled.flatten(1), 0
    )
    logits = (kept @ network.fc1.weight.T + network.fc1.bias) @ network.fc2.weight.T + network.fc2.bias
    torch.testing.assert_close(output, logits.log_softmax(1))
    assert network.conv.weight[network.conv_mask].count_nonzero() == 0
    assert network.fc1.weight[network.fc1_mask].count_nonzero() == 0


@pytest.mark.parametrize("sparse", [False, True])
def test_article_network_learns_what_it_is_shown(generator, sparse):
    torch.manual_seed(0)
    network = sparse_article_network(generator) if sparse else article.ArticleNetwork()
    labels = torch.arange(30) % 3
    images = torch.zeros(30, 28, 28, dtype=torch.uint8)
    for image, label in zip(images, labels.tolist()):
        image[8 * label + 2 : 8 * label + 8] = 255  # one bright bar per class
    losses = [
        article.train_epoch(network, images, labels, batch_size=10, generator=generator) for _ in range(5)
    ]
    assert sum(losses[-1]) < 0.5 * sum(losses[0])


def test_noise_sets_distinct_pixels(generator):
    image = article.normalise(torch.zeros(28, 28, dtype=torch.uint8))
    noisy = article.RandomNoise(0.15, generator=generator)(image)
    changed = noisy != image
    assert changed.sum() == int(784 * 0.15) == 117
    assert (noisy[changed] == torch.tensor(0.7469)).all()
    assert not torch.equal(changed, article.RandomNoise(0.15, generator=generator)(image) != image)


def test_noise_sweep_counts(generator, images):
    network = article.ArticleNetwork()
    x = torch.stack([article.normalise(image) for image in images])
    labels = network(x).argmax(1)
    sweep = article.noise_sweep(network, images, labels, (0.0, 1.0), generator=generator)
    assert [level for level, _, _ in sweep] == [0.0, 1.0]
    assert sweep[0][1] == 20
    answer = network(torch.full((1, 1, 28, 28), article.NOISE_VALUE)).argmax()
    assert sweep[1][1] == (labels == answer).sum()
    assert sweep[0][2] == pytest.approx(F.nll_loss(network(x), labels).item(), rel=1e-5)
