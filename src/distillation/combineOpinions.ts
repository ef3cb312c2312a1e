/** A specialist's distribution over its own classes and, last, the dustbin. */
export interface Opinion {
  own: readonly number[];
  probabilities: Float64Array;
}

interface Settings {
  direction: 'forward' | 'reverse';
  iterations: number;
}

/**
 * The q that `combineSpecialists` seeks for one example, or undefined if every class is ruled out. Each step updates
 * all classes at once. It spreads the dustbin of each pₘ over its classes in proportion to q, then averages:
 *
 *     forward:  q ← mean of g and of all spread pₘ
 *     reverse:  log q ← mean of log g and of all log spread pₘ, then q scaled to sum to 1
 */
export function combineOpinions(
  general: Float64Array,
  opinions: readonly Opinion[],
  { direction, iterations }: Settings,
): Float64Array | undefined {
  const isForward = direction === 'forward';
  const opinionsOf = opinions.map(({ own, probabilities }) => {
    const place = new Map(own.map((id, index) => [id, index]));
    const perClass = Float64Array.from(general, (_, id) => (place.has(id) ? probabilities[place.get(id)!] : -1));
    return { perClass, dustbin: probabilities[own.length] };
  });
  const isPossible = Array.from(
    general,
    (g, id) => isForward || (g > 0 && opinionsOf.every((m) => (m.perClass[id] < 0 ? m.dustbin : m.perClass[id]) > 0)),
  );
  let q = normalized(Float64Array.from(isPossible, Number));
  if (!q) return undefined;
  for (let iteration = 0; iteration < iterations; iteration++) {
    const shared = opinionsOf.map(({ perClass, dustbin }) => {
      const outside = q!.reduce((sum, probability, id) => (perClass[id] < 0 ? sum + probability : sum), 0);
      const share = outside > 0 ? dustbin / outside : 0;
      return perClass.map((own, id) => (own < 0 ? share * q![id] : own));
    });
    const count = opinions.length + 1;
    const next: Float64Array | undefined = normalized(
      general.map((g, id) => {
        if (isForward) return shared.reduce((sum, p) => sum + p[id], g) / count;
        return isPossible[id] ? Math.exp(shared.reduce((sum, p) => sum + Math.log(p[id]), Math.log(g)) / count) : 0;
      }),
    );
    if (!next) return undefined;
    const change = next.reduce((largest, probability, id) => Math.max(largest, Math.abs(probability - q![id])), 0);
    q = next;
    if (change < 1e-10) break;
  }
  return q;
}

/** The values scaled to sum to 1, or undefined if all are zero. */
function normalized(weights: Float64Array): Float64Array | undefined {
  const sum = weights.reduce((total, weight) => total + weight, 0);
  return sum > 0 ? weights.map((weight) => weight / sum) : undefined;
}
