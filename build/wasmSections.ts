/** The sections that a kernel may have, by id. */
const allowed: Record<number, string> = { 1: 'type', 2: 'import', 3: 'function', 7: 'export', 10: 'code' };

const refused: Record<number, string> = {
  0: 'custom',
  4: 'table',
  5: 'memory',
  6: 'global',
  8: 'start',
  9: 'element',
  11: 'data',
  12: 'data count',
};

/** One import, `env.memory`: 2 is a memory, 1 means limits with a maximum, followed by 1 and 65536 pages. */
const importOfMemory = [1, 3, ...ascii('env'), 6, ...ascii('memory'), 2, 1, 1, 0x80, 0x80, 0x04];

/** The byte of `importOfMemory` in which the runtime sets the bit for shared memory. */
const LIMITS = importOfMemory.length - 5;

/**
 * Checks that a kernel's binary has no memory of its own, which would overwrite tfjs's tensors: it imports tfjs's
 * memory and nothing else, and has no data, no globals (such as a stack pointer) and no start function. Returns the
 * offset of the byte that declares the kind of the memory's limits.
 */
export function memoryLimits(binary: Uint8Array): number {
  let limits = 0;
  for (const { id, start, end } of sections(binary)) {
    if (!(id in allowed)) throw new Error(`A kernel must not have a section '${refused[id] ?? id}'`);
    if (id !== 2) continue;
    if (binary.subarray(start, end).join() !== importOfMemory.join()) {
      throw new Error('A kernel must import env.memory, 1 to 65536 pages, and nothing else');
    }
    limits = start + LIMITS;
  }
  if (limits === 0) throw new Error('A kernel must import env.memory');
  return limits;
}

function* sections(binary: Uint8Array) {
  for (let offset = 8; offset < binary.length; ) {
    const id = binary[offset++];
    let size = 0;
    for (let shift = 0; ; shift += 7) {
      const byte = binary[offset++];
      size += (byte & 127) << shift;
      if (byte < 128) break;
    }
    yield { id, start: offset, end: offset + size };
    offset += size;
  }
}

function ascii(text: string): number[] {
  return Array.from(text, (character) => character.charCodeAt(0));
}
