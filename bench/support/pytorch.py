"""Times PyTorch on one thread for the benchmark. Each request and each answer is one line of JSON."""

import json
import sys
import time

import torch

torch.set_num_threads(1)
names = {"torch": torch}
print(json.dumps({"version": torch.__version__}), flush=True)
for line in sys.stdin:
    request = json.loads(line)
    if "prepare" in request:
        names = {"torch": torch}
        exec(request["prepare"], names)
    run = compile(request["run"], "row", "exec")
    start = time.perf_counter()
    for _ in range(request["repeats"]):
        exec(run, names)
    print(json.dumps({"milliseconds": (time.perf_counter() - start) * 1000 / request["repeats"]}), flush=True)
