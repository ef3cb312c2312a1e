"""Prints the largest and the root-mean-square error of 3 x 3 convolutions in float32, relative to the largest output:
a direct sum, Winograd's F(2 x 2, 3 x 3), and F(4 x 4, 3 x 3) by the points 0, +-1, +-2 of Lavin and Gray and by those of
src/training/winograd, 0, +-sqrt(1/2), +-sqrt(2), on the features of VGG19 for a photograph of SciPy.

    python3 bench/winogradError.py ../shared/vgg19
"""

import json
import sys
from pathlib import Path

import numpy as np
import torch
from scipy.misc import face
from torch.nn.functional import conv2d, max_pool2d, pad

# Transforms of inputs, filters and outputs; the first two of Lavin and Gray 2016, "Fast algorithms for convolutional
# neural networks".
F2 = (
    [[1, 0, -1, 0], [0, 1, 1, 0], [0, -1, 1, 0], [0, 1, 0, -1]],
    [[1, 0, 0], [1 / 2, 1 / 2, 1 / 2], [1 / 2, -1 / 2, 1 / 2], [0, 0, 1]],
    [[1, 1, 1, 0], [0, 1, -1, -1]],
)
F4 = (
    [[4, 0, -5, 0, 1, 0], [0, -4, -4, 1, 1, 0], [0, 4, -4, -1, 1, 0]]
    + [[0, -2, -1, 2, 1, 0], [0, 2, -1, -2, 1, 0], [0, 4, 0, -5, 0, 1]],
    [[1 / 4, 0, 0], [-1 / 6, -1 / 6, -1 / 6], [-1 / 6, 1 / 6, -1 / 6]]
    + [[1 / 24, 1 / 12, 1 / 6], [1 / 24, -1 / 12, 1 / 6], [0, 0, 1]],
    [[1, 1, 1, 1, 1, 0], [0, 1, -1, 2, -2, 0], [0, 1, 1, 4, 4, 0], [0, 1, -1, 8, -8, 1]],
)
ROOT = 2**0.5
F4_BY_ROOTS = (
    [[1, 0, -5 / 2, 0, 1, 0], [0, -ROOT, -2, 1 / ROOT, 1, 0], [0, ROOT, -2, -1 / ROOT, 1, 0]]
    + [[0, -1 / ROOT, -1 / 2, ROOT, 1, 0], [0, 1 / ROOT, -1 / 2, -ROOT, 1, 0], [0, 1, 0, -5 / 2, 0, 1]],
    [[1, 0, 0], [-2 / 3, -ROOT / 3, -1 / 3], [-2 / 3, ROOT / 3, -1 / 3]]
    + [[1 / 6, ROOT / 6, 1 / 3], [1 / 6, -ROOT / 6, 1 / 3], [0, 0, 1]],
    [[1, 1, 1, 1, 1, 0], [0, 1 / ROOT, -1 / ROOT, ROOT, -ROOT, 0]]
    + [[0, 1 / 2, 1 / 2, 2, 2, 0], [0, 1 / 8**0.5, -1 / 8**0.5, 8**0.5, -(8**0.5), 1]],
)


def winograd(x, kernel, transforms):
    of_input, of_filter, of_output = (torch.tensor(matrix, dtype=torch.float64) for matrix in transforms)
    tile, side = of_output.shape
    filters = torch.einsum("ij,ocjk,lk->iloc", of_filter, kernel.double(), of_filter).float()
    of_input, of_output = of_input.float(), of_output.float()
    _, channels, height, width = x.shape
    rows, columns = -(-height // tile), -(-width // tile)
    padded = pad(x, (1, columns * tile - width + 1, 1, rows * tile - height + 1))
    patches = padded.unfold(2, side, tile).unfold(3, side, tile)[0]
    inputs = torch.einsum("ij,cyxjk,lk->ilcyx", of_input, patches, of_input).reshape(side, side, channels, -1)
    products = (filters @ inputs).reshape(side, side, -1, rows, columns)
    outputs = torch.einsum("ij,jkoyx,lk->oyixl", of_output, products, of_output)
    return outputs.reshape(1, -1, rows * tile, columns * tile)[:, :, :height, :width]


def weights(folder):
    """The filter and bias of each convolution."""
    for group in json.loads((folder / "model.json").read_text())["weightsManifest"]:
        numbers = np.frombuffer(b"".join((folder / path).read_bytes() for path in group["paths"]), np.float32)
        for entry in group["weights"]:
            count = int(np.prod(entry["shape"]))
            yield entry["name"], torch.tensor(numbers[:count].reshape(entry["shape"]))
            numbers = numbers[count:]


torch.set_num_threads(1)
tensors = list(weights(Path(sys.argv[1])))
photo = torch.tensor(face()[300:492, 500:692].copy()).permute(2, 0, 1)[None].float()
x = photo.flip(1) - torch.tensor([103.939, 116.779, 123.68])[None, :, None, None]
for (name, kernel), (_, bias) in zip(tensors[::2], tensors[1::2]):
    kernel = kernel.permute(3, 2, 0, 1).contiguous()
    exact = conv2d(x.double(), kernel.double(), padding=1)
    results = {
        "direct": conv2d(x, kernel, padding=1),
        "F(2 x 2)": winograd(x, kernel, F2),
        "F(4 x 4)": winograd(x, kernel, F4),
        "by roots": winograd(x, kernel, F4_BY_ROOTS),
    }
    errors = {method: (result.double() - exact).abs() / exact.abs().max() for method, result in results.items()}
    print(name, *(f"{m}: {e.max():.1e} (rms {e.square().mean().sqrt():.1e})" for m, e in errors.items()), sep="  ")
    x = torch.relu(exact + bias.double()[None, :, None, None]).float()
    if name.startswith(("block1_conv2", "block2_conv2")):
        x = max_pool2d(x, 2)
