import { describe, expect, test } from 'vitest';
import { testFixture as compare, type Fixture, type FixtureFunction, type TestFixtureOptions } from '../../src/testing';
import type { Capability } from './capability';

export type { Fixture };

/** Compares a function with its fixture in one test per case. Give the reason for a `factor` where it is used. */
export function testFixture(fixture: Fixture, evaluate: FixtureFunction, options?: TestFixtureOptions): void {
  describe(`${fixture.function} against ${fixture.source}`, () => {
    test('has cases', () => expect(fixture.cases.length).toBeGreaterThan(0));
    for (const fixtureCase of fixture.cases) {
      test(fixtureCase.name, async ({ task }) => {
        await compare({ ...fixture, cases: [fixtureCase] }, evaluate, options);
        const order = fixtureCase.secondGradients ? 2 : fixtureCase.gradients ? 1 : 0;
        task.meta.capability = { kind: 'function', name: fixture.function, order, isReference: true } as Capability;
      });
    }
  });
}
