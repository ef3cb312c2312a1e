/**
 * The form in which the package contains WASM modules: one character for each of the commonest bytes, two for the
 * others. It is shorter than base64, and gzip finds repeats, which base64 hides by shifting bytes against characters:
 * in all 49 kB instead of 68. This file replaces src/wasm/binaryOf.ts in the package.
 */

/** Printable characters that no kind of quotes, and no script in a page of HTML, needs to escape. */
const alphabet = () =>
  Array.from({ length: 95 }, (_, index) => String.fromCharCode(32 + index)).filter((one) => !'\'"`\\$<'.includes(one));

/** Bytes 240 to 255 and 0 to 70 are single; in WASM they are the commonest. Two further characters mark the others. */
const singles = 87;
const first = 240;

/** The text of some bytes. */
export function compact(binary: Uint8Array): string {
  const characters = alphabet();
  return Array.from(binary, (byte) => {
    const rank = (byte - first) & 255;
    const mark = Math.floor(rank / singles);
    return (mark > 0 ? characters[singles + mark - 1] : '') + characters[rank % singles];
  }).join('');
}

/** The bytes of a text. */
export function binaryOf(text: string): Uint8Array<ArrayBuffer> {
  const digits = new Map(alphabet().map((character, index) => [character, index]));
  const bytes: number[] = [];
  let mark = 0;
  for (const character of text) {
    const digit = digits.get(character)!;
    if (digit >= singles) mark = digit - singles + 1;
    else {
      bytes.push((first + mark * singles + digit) & 255);
      mark = 0;
    }
  }
  return Uint8Array.from(bytes);
}
