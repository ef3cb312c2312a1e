import { playwright } from '@vitest/browser-playwright';
import { defineConfig, type TestProjectConfiguration } from 'vitest/config';
import { chromium } from './test/support/chromium';

/** Projects left out by hand where a machine cannot run them: `DIFFBLOCKS_SKIP=webgpu,wasm-browser`. */
const skipped = new Set((process.env.DIFFBLOCKS_SKIP ?? '').split(',').filter(Boolean));

/** What no backend of the project's own runs: the tarball, training for minutes, and the examples, which import the build. */
const apart = ['test/package/**', 'test/long/**', 'test/examples/**'];
const tests = { include: ['test/**/*.test.ts'], exclude: apart, testTimeout: 120_000 };

/** `*.wasm.test.ts` is about kernels that no other backend has, beside stock ones: not with the training kernels in. */
const testsOf = (backend: string) => ({
  ...tests,
  exclude: backend.startsWith('wasm') ? tests.exclude : [...tests.exclude, 'test/**/*.wasm.test.ts'],
});

const inNode = (name: string, backend = name): TestProjectConfiguration => ({
  test: {
    ...testsOf(backend),
    exclude: [...testsOf(backend).exclude, 'test/**/*.browser.test.ts'],
    name,
    environment: 'node',
    pool: 'forks',
    setupFiles: `test/support/${backend}.ts`,
  },
});

const inChromium = async (name: string, backend: string): Promise<TestProjectConfiguration> => {
  const { executablePath, env, args } = await chromium();
  return {
    // A page with both headers is crossOriginIsolated, which shared memory needs.
    server: {
      headers: { 'Cross-Origin-Opener-Policy': 'same-origin', 'Cross-Origin-Embedder-Policy': 'require-corp' },
    },
    optimizeDeps: {
      include: [
        '@tensorflow/tfjs-core',
        '@tensorflow/tfjs-core/dist/register_all_gradients',
        '@tensorflow/tfjs-backend-cpu',
        '@tensorflow/tfjs-backend-wasm',
        '@tensorflow/tfjs-backend-webgpu',
        '@tensorflow/tfjs-layers',
      ],
    },
    test: {
      ...testsOf(backend),
      exclude: [...testsOf(backend).exclude, 'test/**/*.node.test.ts'],
      name,
      setupFiles: `test/support/${backend}.ts`,
      browser: {
        enabled: true,
        headless: true,
        screenshotFailures: false,
        provider: playwright({ launchOptions: { executablePath, args, env } }),
        instances: [{ browser: 'chromium' }],
      },
    },
  };
};

const projects: Record<string, () => TestProjectConfiguration | Promise<TestProjectConfiguration>> = {
  cpu: () => inNode('cpu'),
  wasm: () => inNode('wasm'),
  'wasm-trained': () => inNode('wasm-trained', 'trainedWasm'),
  webgpu: () => inChromium('webgpu', 'webgpu'),
  'wasm-browser': () => inChromium('wasm-browser', 'wasmInBrowser'),
  examples: () => ({
    test: { name: 'examples', include: ['test/examples/**/*.test.ts'], environment: 'node', testTimeout: 120_000 },
  }),
  package: () => ({
    test: { name: 'package', include: ['test/package/**/*.test.ts'], environment: 'node', testTimeout: 600_000 },
  }),
};

for (const name of skipped) console.warn(`DIFFBLOCKS_SKIP: the project '${name}' does not run.`);

export default defineConfig(async () => ({
  test: {
    projects: await Promise.all(
      Object.entries(projects).flatMap(([name, project]) => (skipped.has(name) ? [] : [project()])),
    ),
  },
}));
