import { ArgumentError } from '../internal/ArgumentError';
import { describe } from '../internal/describe';
import { fixtureNames } from './fixtureNames';
import type { Fixture } from './testFixture';

/** The name of a fixture: a function, or a function and one more word. */
export type FixtureName = (typeof fixtureNames)[number];

/**
 * Loads the reference cases of a function, for `testFixture` or for a test of your own. It works in Node and in every
 * bundler, which keeps the cases in a file of their own.
 *
 * @param name The name of a file of `diffblocks/fixtures`, without `.json`.
 * @returns The content of the file: calls with inputs, options, value, gradients and second gradients.
 * @throws ArgumentError if there is no such fixture; it lists the names nearest to it. As a rejection.
 *
 * @example
 * const { cases } = await fixture('contentLoss');
 * console.log(Object.keys(cases[0].inputs)); // ['generated', 'target']
 * await testFixture(await fixture('contentLoss'), ({ generated, target }, options) =>
 *   contentLoss(generated, target, options),
 * );
 */
export async function fixture(name: FixtureName): Promise<Fixture> {
  if (!fixtureNames.includes(name)) {
    throw new ArgumentError('fixture', 'unknown name', `one such as ${nearest(name)}`, describe(name));
  }
  const { loadFixture } = await import('./loadFixture');
  return loadFixture(name);
}

/** The three names with the fewest edits from a given one. */
function nearest(name: unknown): string {
  const given = typeof name === 'string' ? name.slice(0, 60) : '';
  const distance = new Map(fixtureNames.map((known) => [known, edits(given, known)]));
  const near = [...fixtureNames].sort((a, b) => distance.get(a)! - distance.get(b)!).slice(0, 3);
  return near.map((known) => `'${known}'`).join(', ');
}

/** The number of letters to insert, delete or replace (Levenshtein), regardless of case. */
function edits(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (const letter of from.toLowerCase()) {
    const next = [row[0] + 1];
    for (const [index, wanted] of [...to.toLowerCase()].entries()) {
      next.push(Math.min(next[index] + 1, row[index + 1] + 1, row[index] + Number(letter !== wanted)));
    }
    row = next;
  }
  return row[to.length];
}
