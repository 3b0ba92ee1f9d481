"""The kernels as functions of tensors: checks what they are given, makes room for results, and calls them.

All tensors are on the CPU, contiguous, float32 unless it says otherwise, and have the axes in the order in which they
lie in memory.

Axes: N batch, C channels, H height, W width, n units of a sample, m outputs of a linear layer, M winners of a batch.
A list of winners is ragged: those of sample s are at offsets[s] ... offsets[s + 1] - 1; ``offsets`` is int64, (N + 1,),
and what is listed int32, (M,). Lists are taken as they come from here: that their entries lie inside of what they count
is not looked at again.
"""

import ctypes
import dataclasses
from dataclasses import dataclass

import torch
import torch.nn.functional as F
from torch import Tensor

from sparse_explorer.nn import kernels
from sparse_explorer.nn.kernels.library import SIGNATURES

LANES = 16
"""The most numbers that a machine's vector holds."""

_LARGEST_POOL = 15
"""Places in a window are counted in a byte, of which one value has another meaning."""

_DTYPES = {"f": torch.float32, "w": torch.int32, "l": torch.int64, "b": torch.uint8}


class _Geometry(ctypes.Structure):
    _fields_ = tuple(
        (name, ctypes.c_int64)
        for name in "samples height width inputs channels filter_height filter_width pool".split()
    )


@dataclass(frozen=True)
class Convolution:
    """The sizes of a convolution (stride 1, no padding) with a max-pool behind it.

    Attributes:
        maps: (N, H, W, C_in) of what is convolved.
        filters: (C, kH, kW, C_in).
        pool: size and stride of the max-pool.
    """

    maps: torch.Size
    filters: torch.Size
    pool: int = 1

    def __post_init__(self) -> None:
        if self.maps[3] != self.filters[3]:
            raise ValueError(
                f"the maps have {self.maps[3]} channels, the filters are made for {self.filters[3]}"
            )
        if not 1 <= self.pool <= _LARGEST_POOL:
            raise ValueError(f"pool is {self.pool}, allowed is 1 ... {_LARGEST_POOL}")
        if min(self.outputs[1:3]) < self.pool:
            raise ValueError(
                f"maps of {self.maps[1]} x {self.maps[2]} are too small for filters of {self.filters[1]} x "
                f"{self.filters[2]} and a pool of {self.pool}"
            )

    @property
    def outputs(self) -> tuple[int, int, int, int]:
        """(N, H - kH + 1, W - kW + 1, C), before the pool."""
        n, height, width, _ = self.maps
        channels, filter_height, filter_width, _ = self.filters
        return n, height - filter_height + 1, width - filter_width + 1, channels

    def geometry(self) -> _Geometry:
        """The sizes as the kernels take them."""
        return _Geometry(*self.maps, *self.filters[:3], self.pool)


def rank(x: Tensor, k: int, relu: bool) -> tuple[Tensor, Tensor]:
    """The k-th largest of each sample, at least 0 with ``relu``; and how many units reach it.

    Args:
        x: (N, n). Not-a-number ranks as +infinity.
        k: 1 ... n.

    Returns:
        (N,) and int64 (N,). Ties may make the latter more than k, ``relu`` less.
    """
    samples, units = x.shape
    if not 1 <= k <= units:
        raise ValueError(f"k is {k}, allowed is 1 ... {units}")
    least, counts = x.new_empty(samples), torch.empty(samples, dtype=torch.int64)
    _call("sx_rank", x, samples, units, k, relu, least, counts, pieces=samples)
    return least, counts


def list_from(
    ranked: Tensor, x: Tensor, channels: int, least: Tensor, offsets: Tensor
) -> tuple[Tensor, Tensor, Tensor]:
    """List the units that reach ``least``.

    Args:
        ranked, x: (N, n), what units are ranked by, and their values; ``channels`` of the units lie side by side at
            each position.
        least: (N,) of :func:`rank`.
        offsets: from its counts.

    Returns:
        places and units (M,): indices among a sample's units as they lie, rising, and counted channel by channel;
        values (M,).
    """
    samples, units = ranked.shape
    _expect(x, (samples, units))
    _expect(least, (samples,))
    _expect(offsets, (samples + 1,))
    if channels < 1 or units % channels:
        raise ValueError(f"channels are {channels}, allowed are divisors of {units}")
    values = x.new_empty(int(offsets[-1]))
    places, by_channel = (torch.empty(len(values), dtype=torch.int32) for _ in range(2))
    _call(
        "sx_list",
        *(ranked, x, samples, units, channels, least, offsets, places, by_channel, values),
        pieces=samples,
    )
    return places, by_channel, values


def count_active(values: Tensor, units: Tensor, channels: int, positions: int) -> Tensor:
    """How many winners of each channel, int64 (C,), have a value above 0; ``units`` are counted channel by channel."""
    _expect(units, values.shape)
    counts = torch.empty(channels, dtype=torch.int64)
    _call("sx_count_active", values, units, len(values), channels, positions, counts)
    return counts


def spread(values: Tensor, at: Tensor, offsets: Tensor, n: int) -> Tensor:
    """(N, n), the values at the winners and zero elsewhere; ``at`` are places or units."""
    samples = _expect_list(offsets, values, at)
    out = values.new_empty(samples, n)
    _call("sx_spread", values, at, offsets, samples, n, out, pieces=samples)
    return out


def collect(x: Tensor, at: Tensor, offsets: Tensor) -> Tensor:
    """(M,), what x (N, n) holds at the winners; the gradient of :func:`spread`."""
    samples, n = x.shape
    _expect(offsets, (samples + 1,))
    _expect_list(offsets, at)
    values = x.new_empty(len(at))
    _call("sx_collect", x, at, offsets, samples, n, values, pieces=samples)
    return values


def max_pool(
    x: Tensor, pool: int, *, relu: bool = False, origins: bool = False
) -> tuple[Tensor, Tensor | None]:
    """Max-pool with stride ``pool``, with ``relu`` followed by a ReLU.

    Args:
        x: (N, H, W, C).
        origins: say where each output came from.

    Returns:
        (N, H // pool, W // pool, C); and uint8 of that shape, for :func:`max_pool_backward` and :func:`corners`.
    """
    if not 1 <= pool <= _LARGEST_POOL:
        raise ValueError(f"pool is {pool}, allowed is 1 ... {_LARGEST_POOL}")
    n, height, width, channels = x.shape
    out = x.new_empty(n, height // pool, width // pool, channels)
    places = torch.empty(out.shape, dtype=torch.uint8) if origins else None
    _call("sx_max_pool", x, *x.shape, pool, relu, out, places)
    return out, places


def max_pool_backward(grad: Tensor, origins: Tensor, shape: tuple[int, ...], pool: int) -> Tensor:
    """The gradient of :func:`max_pool`'s input, (N, H, W, C) = ``shape``, given that of its output."""
    n, height, width, channels = shape
    _expect(origins, (n, height // pool, width // pool, channels))
    _expect(grad, origins.shape)
    x_grad = grad.new_empty(shape)
    _call("sx_max_pool_backward", grad, origins, *shape, pool, x_grad)
    return x_grad


def sum_rows(values: Tensor, units: Tensor, offsets: Tensor, rows: Tensor) -> Tensor:
    """(N, m), each sample's sum of its winners' rows of ``rows`` (n, m), weighed by their values (M,)."""
    samples, m = _expect_list(offsets, values, units), rows.shape[1]
    out = values.new_empty(samples, m)
    _call("sx_sum_rows", values, units, offsets, samples, rows, m, out)
    return out


def dot_rows(grad: Tensor, units: Tensor, offsets: Tensor, rows: Tensor) -> Tensor:
    """(M,), each winner's row of ``rows`` (n, m) times its sample's ``grad`` (N, m)."""
    samples, m = grad.shape
    _expect(rows, (len(rows), m))
    _expect(offsets, (samples + 1,))
    _expect_list(offsets, units)
    values_grad = grad.new_empty(len(units))
    _call("sx_dot_rows", grad, units, offsets, samples, rows, m, values_grad, pieces=samples)
    return values_grad


def add_rows(values: Tensor, units: Tensor, offsets: Tensor, grad: Tensor, n: int) -> Tensor:
    """(n, m): for each unit, the ``grad`` (N, m) of the samples in which it won, weighed by its values there."""
    samples, m = grad.shape
    _expect(offsets, (samples + 1,))
    _expect_list(offsets, values, units)
    rows_grad = grad.new_empty(n, m)
    _call("sx_add_rows", values, units, offsets, samples, grad, n, m, rows_grad)
    return rows_grad


def few_columns_product(left: Tensor, right: Tensor) -> Tensor:
    """left (n, r) @ right (r, m) for few r, fastest where many rows of ``left`` are zero throughout."""
    (n, r), m = left.shape, right.shape[1]
    _expect(right, (r, m))
    out = left.new_empty(n, m)
    _call("sx_few_columns_product", left, right, n, r, m, out)
    return out


def convolve_and_pool(
    convolution: Convolution,
    maps: Tensor,
    filters: Tensor,
    bias: Tensor,
    *,
    relu: bool = False,
    origins: bool = False,
) -> tuple[Tensor, Tensor | None]:
    """Convolution and max-pool in one, for maps with few numbers under a filter; the pool must be 2.

    Args:
        maps: (N, H, W, C_in).
        filters, bias: (C, kH, kW, C_in), (C,); C must be 16 or more.
        relu, origins: as in :func:`max_pool`, as is what is returned.
    """
    if convolution.pool != 2:
        raise ValueError(f"pool is {convolution.pool}, allowed is 2")
    if len(filters) < LANES:
        raise ValueError(f"channels are {len(filters)}, allowed are {LANES} or more")
    _expect(maps, convolution.maps)
    _expect(filters, convolution.filters)
    _expect(bias, (len(filters),))
    n, height, width, channels = convolution.outputs
    out = maps.new_empty(n, height // 2, width // 2, channels)
    places = torch.empty(out.shape, dtype=torch.uint8) if origins else None
    taps = filters.permute(1, 2, 3, 0).contiguous()  # (kH, kW, C_in, C)
    _call("sx_convolve_and_pool", convolution.geometry(), maps, taps, bias, relu, out, places)
    return out, places


def corners(
    convolution: Convolution, origins: Tensor, places: Tensor, offsets: Tensor
) -> tuple[Tensor, Tensor]:
    """Where winners among the pooled outputs came from.

    Args:
        origins: of all pooled outputs, without a ReLU.
        places: of the winners.

    Returns:
        channels (M,), and corners (M,): the index in the memory of the maps of the first number that the filter saw.
    """
    n, height, width, channels = convolution.outputs
    _expect(origins, (n, height // convolution.pool, width // convolution.pool, channels))
    _expect(offsets, (n + 1,))
    _expect_list(offsets, places)
    by_channel, where = torch.empty_like(places), torch.empty_like(places)
    _call("sx_corners", convolution.geometry(), origins, places, offsets, by_channel, where)
    return by_channel, where


def filters_grad(
    convolution: Convolution, maps: Tensor, grad: Tensor, channels: Tensor, corners: Tensor
) -> tuple[Tensor, Tensor]:
    """The gradients of the filters (C, kH, kW, C_in) and of the bias (C,), given that of the winners (M,)."""
    _expect(maps, convolution.maps)
    _expect(channels, grad.shape)
    _expect(corners, grad.shape)
    result, bias_grad = grad.new_empty(convolution.filters), grad.new_empty(convolution.filters[0])
    _call(
        "sx_filters_grad",
        *(convolution.geometry(), maps, grad, channels, corners, len(grad), result, bias_grad),
    )
    return result, bias_grad


def maps_grad(
    convolution: Convolution,
    filters: Tensor,
    grad: Tensor,
    channels: Tensor,
    corners: Tensor,
    offsets: Tensor,
) -> Tensor:
    """The gradient of the maps (N, H, W, C_in), given that of the winners (M,)."""
    _expect(filters, convolution.filters)
    _expect(offsets, (convolution.maps[0] + 1,))
    _expect_list(offsets, grad, channels, corners)
    result = grad.new_empty(convolution.maps)
    _call("sx_maps_grad", convolution.geometry(), filters, grad, channels, corners, offsets, result)
    return result


def convolve_sparse(convolution: Convolution, maps: Tensor, filters: Tensor, bias: Tensor) -> Tensor:
    """The convolution (N, H', W', C) of maps that are zero in most places, which are skipped.

    Args:
        maps: (N, H, W, C_in).
        filters: (C, kH, kW, C_in).
        bias: (C,).
    """
    _expect(maps, convolution.maps)
    _expect(filters, convolution.filters)
    channels, *others = convolution.filters
    _expect(bias, (channels,))
    more = -channels % LANES
    padded = dataclasses.replace(convolution, filters=torch.Size((channels + more, *others)))
    taps = F.pad(filters.permute(1, 2, 3, 0), (0, more)).contiguous()  # (kH, kW, C_in, C), C rounded up
    out = maps.new_empty(padded.outputs)
    _call("sx_convolve_sparse", padded.geometry(), maps, taps, F.pad(bias, (0, more)), out, pieces=len(maps))
    return out[..., :channels].contiguous() if more else out


def _call(name: str, *arguments: Tensor | _Geometry | int | None, pieces: int | None = None) -> None:
    """Call a kernel, once it is certain that all tensors lie as it expects.

    Args:
        arguments: of its signature, but for the number of threads.
        pieces: into how many the work can be divided among threads, where these are few.
    """
    if kernels.LIBRARY is None:
        raise RuntimeError("there are no compiled kernels here")
    signature = SIGNATURES[name]
    # The tensors stay alive until the kernel returns, because ``arguments`` holds them.
    passed = [_passed(letter, argument) for letter, argument in zip(signature, arguments)]  # noqa: B905
    if signature[len(passed) :].startswith("t"):
        threads = torch.get_num_threads()
        passed.append(threads if pieces is None else max(min(threads, pieces), 1))
    if getattr(kernels.LIBRARY, name)(*passed):
        raise MemoryError("a kernel found no memory for its own notes")


def _passed(letter: str, argument: Tensor | _Geometry | int | None) -> object:
    if isinstance(argument, _Geometry):
        return ctypes.byref(argument)
    if not isinstance(argument, Tensor):
        return argument
    if argument.dtype is not _DTYPES[letter] or argument.device.type != "cpu" or not argument.is_contiguous():
        raise ValueError(
            f"a kernel takes contiguous {_DTYPES[letter]} on the CPU, got {argument.dtype} on {argument.device} of "
            f"shape {tuple(argument.shape)} and strides {argument.stride()}"
        )
    return argument.data_ptr()


def _expect_list(offsets: Tensor, *listed: Tensor) -> int:
    """Check that what is listed is as long as ``offsets`` say; returns the number of samples."""
    length = int(offsets[-1])
    for tensor in listed:
        _expect(tensor, (length,))
    return len(offsets) - 1


def _expect(tensor: Tensor, shape: tuple[int, ...]) -> None:
    if tensor.shape != shape:
        raise ValueError(f"a kernel takes shape {tuple(shape)} here, got {tuple(tensor.shape)}")
