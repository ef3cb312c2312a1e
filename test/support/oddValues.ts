/** A list in which `undefined` is a hole: an index that it does not have. */
export function holes(...entries: unknown[]): unknown[] {
  const list: unknown[] = Array(entries.length);
  for (const [index, entry] of entries.entries()) if (entry !== undefined) list[index] = entry;
  return list;
}

/** A proxy that throws on every operation. */
export function revoked(target: object): object {
  const { proxy, revoke } = Proxy.revocable(target, {});
  revoke();
  return proxy;
}

/** Lists that contain themselves: as the first entry, as a later one, and through each other. */
export function endless(): { first: unknown[]; later: unknown[]; mutual: unknown[] } {
  const [first, later, mutual, other]: unknown[][] = [[], [1], [], []];
  first.push(first);
  later.push(later);
  mutual.push(other);
  other.push(mutual);
  return { first, later, mutual };
}
