import type { engine, Tensor } from '@tensorflow/tfjs-core';

type Tape = ReturnType<typeof engine>['state']['activeTape'];

/**
 * Has the gradients of a tape that ends in `y` free what they are through with, node by node: what a node saved, the
 * gradients of its outputs, and those of its inputs that were added to others. tfjs keeps all of it until the last node
 * has had its turn. The tape must be recorded to its end and serve no other gradient, so none of a second derivative.
 */
export function freeBehind(tape: Tape, y: Tensor): void {
  /** How many tensors have this very gradient: a gradient function may hand on what it is given, and more than once. */
  const owners = new Map<Tensor, number>();
  const count = (gradient: Tensor, change: number) => owners.set(gradient, (owners.get(gradient) ?? 0) + change);
  const reached = new Set<number>();
  let spent: Tensor[] = [];
  /** The caller's dy is older than y; what a gradient function keeps elsewhere is kept. */
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
