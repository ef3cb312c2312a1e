import { defineConfig } from 'vitest/config';

/** What takes minutes: `npm run test:long`, no part of `npm test`. */
export default defineConfig({
  test: {
    name: 'long',
    include: ['test/long/**/*.test.ts'],
    environment: 'node',
    pool: 'forks',
    testTimeout: 3_600_000,
  },
});
