import type { Fixture } from './testFixture';

/** Loads a fixture of the repository. The build replaces this file by one with the cases of the package. */
export const loadFixture = async (name: string): Promise<Fixture> =>
  (await import(`../../test/fixtures/${name}.json`)).default;
