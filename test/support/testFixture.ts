import { describe, expect, test } from 'vitest';
import { testFixture as compare, type Fixture, type FixtureFunction, type TestFixtureOptions } from '../../src/testing';

export type { Fixture };

/** Compares a function with its fixture in one test per case. Give the reason for a `factor` where it is used. */
export function testFixture(fixture: Fixture, evaluate: FixtureFunction, options?: TestFixtureOptions): void {
  describe(`${fixture.function} against ${fixture.source}`, () => {
    test('has cases', () => expect(fixture.cases.length).toBeGreaterThan(0));
    for (const fixtureCase of fixture.cases) {
      test(fixtureCase.name, () => compare({ ...fixture, cases: [fixtureCase] }, evaluate, options));
    }
  });
}
