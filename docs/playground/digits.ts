/** The digits of `docs/.vitepress/digits.ts`, one byte for each pixel. They are loaded when first asked for. */
export async function digits(): Promise<Uint8Array> {
  const { default: url } = await import('virtual:digits');
  const pairs = new Uint8Array(await (await fetch(url)).arrayBuffer());
  return Uint8Array.from(
    { length: 2 * pairs.length },
    (_, at) => 17 * (at % 2 ? pairs[at >> 1] & 15 : pairs[at >> 1] >> 4),
  );
}
