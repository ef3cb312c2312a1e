import type { engine, Tensor } from '@tensorflow/tfjs-core';

type Tape = ReturnType<typeof engine>['state']['activeTape'];

/**
 * Makes the backward pass over a tape that ends in `y` free memory node by node. After each node it disposes the
 * tensors that the node saved, the gradients of its outputs, and the input gradients that were added into others. Stock
 * tfjs keeps all of them until the last node has run. The tape must be complete and must serve no other gradient, so it
 * cannot be used for a second derivative.
 */
export function freeBehind(tape: Tape, y: Tensor): void {
  /** Number of tensors that share a gradient: a gradient function may return its `dy` unchanged, even several times. */
  const owners = new Map<Tensor, number>();
  const count = (gradient: Tensor, change: number) => owners.set(gradient, (owners.get(gradient) ?? 0) + change);
  const reached = new Set<number>();
  let spent: Tensor[] = [];
  /**
   * Excludes the caller's dy, which is older than y, and tensors that a gradient function has marked with `tf.keep`.
   */
  const isOurs = (gradient: Tensor) => gradient.id > y.id && !gradient.kept;
  const free = (tensors: Tensor[]) => {
    for (const tensor of tensors) if (!((owners.get(tensor) ?? 0) > 0)) tensor.dispose();
  };

  for (const node of tape) {
    const { gradient, inputs, saved = [] } = node;
    if (!gradient) continue;
    node.gradient = (dys) => {
      free(spent);
      const gradients = gradient(dys);
      const given = dys.filter((dy) => dy !== null && isOurs(dy));
      for (const dy of given) if (owners.has(dy)) count(dy, -1);
      spent = [...saved, ...given];
      const noting = (name: string, gradientOf: () => Tensor) => () => {
        const dx = gradientOf();
        const { id } = inputs[name];
        if (!reached.has(id)) count(dx, 1);
        else if (isOurs(dx)) spent.push(dx);
        reached.add(id);
        return dx;
      };
      return Object.fromEntries(Object.entries(gradients).map(([name, f]) => [name, noting(name, f)]));
    };
  }
}
