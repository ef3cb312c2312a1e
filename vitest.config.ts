import { playwright } from '@vitest/browser-playwright';
import { defineConfig, type TestProjectInlineConfiguration } from 'vitest/config';
import { CAPABILITIES } from './build/capabilities';
import { chromium, withoutBrowser } from './test/support/chromium';

/** Projects to skip on a machine that cannot run them: `DIFFBLOCKS_SKIP=webgpu,wasm-browser`. */
const skipped = new Set((process.env.DIFFBLOCKS_SKIP ?? '').split(',').filter(Boolean));
// The playground's tests open it in a browser.
if (withoutBrowser) skipped.add('playground');
if (skipped.has('webgpu')) skipped.add('webgpu-bad-input');

/**
 * Tests outside the backends' projects: the tarball, training for minutes, and the examples, which import the build.
 */
const apart = ['package', 'long', 'examples', 'fuzz', 'playground', 'capabilities', 'consumers'].map(
  (name) => `test/${name}/**`,
);
const tests = { include: ['test/**/*.test.ts'], exclude: apart, testTimeout: 120_000 };

const filesOf = (names: string[]) => names.map((name) => `test/${name}.test.ts`);

/**
 * `*.wasm.test.ts` compares WASM kernels with stock ones, so it runs only on WASM without the training kernels.
 * `*.webgpu.test.ts` examines WebGPU programs.
 */
const testsOf = (backend: string) => {
  const others = [];
  if (!backend.startsWith('wasm')) others.push('test/**/*.wasm.test.ts');
  if (backend !== 'webgpu' && backend !== 'dawn') others.push('test/**/*.webgpu.test.ts');
  return { ...tests, exclude: [...tests.exclude, ...others] };
};

const inNode = (name: string, backend = name): TestProjectInlineConfiguration => ({
  test: {
    ...testsOf(backend),
    exclude: [...testsOf(backend).exclude, 'test/**/*.browser.test.ts'],
    name,
    environment: 'node',
    pool: 'forks',
    setupFiles: `test/support/${backend}.ts`,
  },
});

const inChromium = (name: string, backend: string): TestProjectInlineConfiguration => ({
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
    exclude: [...testsOf(backend).exclude, 'test/**/*.node.*test.ts'],
    name,
    // Unpacks the browser. Vitest calls it for this project's tests only, so the other projects need no browser.
    globalSetup: 'test/support/chromium.ts',
    setupFiles: `test/support/${backend}.ts`,
    browser: {
      enabled: true,
      headless: true,
      screenshotFailures: false,
      provider: playwright({ launchOptions: chromium }),
      instances: [{ browser: 'chromium' }],
    },
  },
});

const apartInNode = (name: string, testTimeout: number): TestProjectInlineConfiguration => ({
  test: { name, include: [`test/${name}/**/*.test.ts`], environment: 'node', testTimeout },
});

/**
 * `npm run test:gpu`: the tests of WebGPU in Node, through Dawn. With DIFFBLOCKS_GPU set they run on the GPU of this
 * machine, otherwise on SwiftShader, which comes with the browser.
 */
const dawn = inNode('dawn');
const gpu: TestProjectInlineConfiguration = {
  test: {
    ...dawn.test,
    exclude: [
      ...dawn.test!.exclude!,
      'test/docs/examples.node.test.ts', // the examples read synchronously, which Dawn in Node cannot
      'test/spatial/thinPlateSplineGrid.float64.node.test.ts', // condition numbers beyond WebGPU's float32
      'test/backend/adapterLimits.node.test.ts',
      'test/backend/webgpuInNode.node.test.ts',
    ],
    globalSetup: process.env.DIFFBLOCKS_GPU ? undefined : 'test/support/chromium.ts',
  },
};

/** Bad input on WebGPU, which Dawn runs in Node. */
const badInputOnWebgpu: TestProjectInlineConfiguration = {
  test: { ...gpu.test, name: 'webgpu-bad-input', include: filesOf(['internal/badInput.node']) },
};

/** WASM with the training kernels against cpu, by random calls: some here, many by `npm run test:fuzz`. */
const fuzz: TestProjectInlineConfiguration = {
  test: { ...inNode('fuzz', 'trainedWasm').test, include: ['test/fuzz/**/*.test.ts'], exclude: [] },
};

const projects = [
  inNode('cpu'),
  inNode('wasm'),
  inNode('wasm-trained', 'trainedWasm'),
  inChromium('webgpu', 'webgpu'),
  badInputOnWebgpu,
  inChromium('wasm-browser', 'wasmInBrowser'),
  fuzz,
  apartInNode('examples', 120_000),
  apartInNode('playground', 300_000),
  apartInNode('package', 600_000),
];

for (const name of skipped) console.warn(`DIFFBLOCKS_SKIP: the project '${name}' does not run.`);

/**
 * Left out by `npm run test:quick`: tests that take seconds, and those of the optimizers, which need a process of their
 * own, because tfjs's classes stay as the training kernels changed them.
 */
const slow = filesOf([
  ...['docs/examples.node', 'internal/badInput.node', 'layers/objectives', 'ops/sampling/gridSample.wasm'],
  ...['matting/lemur.node', 'matting/memory.node', 'spatial/antialias', 'spatial/limits', 'style/matchColors'],
  ...['optimize/lbfgs', 'optimize/lbfgsBoxes.node', 'optimize/lbfgsEnd', 'optimize/texture*'],
  ...['rca/randomForest.node', 'rca/reverseClassificationAccuracy.node', 'registration/register.node'],
  ...['registration/gradcheck.node', 'spatial/longSums', 'training/optimizers/optimizers.wasm'],
  ...['training/convNet.wasm', 'training/gradients.wasm', 'wasm/threads.wasm', 'wasm/wasmSections.node'],
]);

/** Those that run on WASM but take seconds on cpu. */
const slowOnCpu = filesOf([
  ...['matting/closedFormMatte', 'matting/mattingLaplacian', 'matting/smoothLocalAffine', 'ops/matting/matting'],
  ...['ops/sampling/gridSample', 'optimize/conjugateGradient', 'optimize/lbfgs*', 'testing/gradcheck'],
  ...['distillation/distillationLoss', 'matting/guidedFilter', 'matting/photorealismLoss', 'ops/sampling/warp'],
  ...['spatial/bilinearSampler', 'variational/fullVariationalBound', 'variational/marginalLikelihood'],
  ...['spatial/bicubicSampler', 'spatial/spatialTransformer', 'spatial/trilinearSampler', 'variational/families'],
]);

/** Test files share processes, since starting one takes seconds; `useBackend` resets tfjs in between. */
const quick = ({ test }: TestProjectInlineConfiguration, leftOut: string[]): TestProjectInlineConfiguration => ({
  test: { ...test, isolate: false, exclude: [...test!.exclude!, ...leftOut] },
});

/**
 * `npm run capabilities`: calls of every function on three backends, and the comparisons with fixtures on those that
 * are fast; a reporter writes docs/capabilities.md.
 */
const capabilities = (project: TestProjectInlineConfiguration, files: string[]): TestProjectInlineConfiguration => ({
  ...project,
  test: {
    ...project.test,
    include: ['test/capabilities/**/*.test.ts', ...files],
    exclude: project.test!.exclude!.filter((pattern) => pattern !== 'test/capabilities/**'),
    testTimeout: 900_000,
  },
});
const withFixtures = ['test/{style,matting,distillation,variational,spatial,registration,rca}/**/*.test.ts'];
/** Of functions that only their fixtures test: an estimate's gradient, and a net of the user's. */
const onlyFixtures = filesOf(['style/layersFeatures', 'variational/logWeightBounds']);
const backends = [
  quick(capabilities(inNode('cpu'), withFixtures), []),
  quick(capabilities(inNode('wasm-trained', 'trainedWasm'), withFixtures), []),
  capabilities(inChromium('webgpu', 'webgpu'), onlyFixtures),
];

/** The projects of `vitest --mode`; without a mode, all others. */
const modes: Record<string, TestProjectInlineConfiguration[]> = {
  quick: [quick(inNode('cpu'), [...slow, ...slowOnCpu]), quick(inNode('wasm'), slow)],
  capabilities: backends,
  gpu: [gpu],
  consumers: [apartInNode('consumers', 300_000)],
};

export default defineConfig(({ mode }) => ({
  test: {
    projects: modes[mode] ?? projects.filter(({ test }) => !skipped.has(String(test?.name))),
    ...(mode === 'capabilities' && {
      testNamePattern: CAPABILITIES,
      reporters: ['default', './build/capabilities.ts'],
    }),
    maxWorkers: mode === 'quick' ? '100%' : undefined,
    // Drops tfjs's banner, and its report of backends that fail on purpose.
    onConsoleLog: (text) =>
      !/Hi, looks like you are running TensorFlow\.js|^Initialization of backend broken/m.test(text),
  },
}));
