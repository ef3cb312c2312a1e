import { defineConfig } from 'vitest/config';

/** Tests that take minutes: `npm run test:long`, not part of `npm test`. */
export default defineConfig({
  test: {
    name: 'long',
    include: ['test/long/**/*.test.ts'],
    environment: 'node',
    pool: 'forks',
    testTimeout: 3_600_000,
  },
});
