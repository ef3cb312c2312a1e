import { readFile, writeFile } from 'node:fs/promises';
import type { Reporter, TestModule, Vitest } from 'vitest/node';
import { withoutTarget } from '../test/fuzz/withoutTarget';
import type { Capability } from '../test/support/capability';

const PAGE = 'docs/capabilities.md';
/** The names of the tests that `npm run capabilities` runs. */
export const CAPABILITIES = / against /;
const backends: Record<string, string> = { cpu: 'cpu', 'wasm-trained': 'WASM', webgpu: 'WebGPU' };
const orders = ['value', 'gradient', 'second gradient'];
const CASES = 'Reference cases';

/** The cells of a table by name and column. */
type Table = Map<string, Record<string, string>>;

/**
 * Writes docs/capabilities.md from the results of `npm run capabilities`, as a reporter of vitest. If only some backends
 * or tests run, the other cells stay as they are.
 */
export default class Capabilities implements Reporter {
  #isWhole = false;

  onInit({ config }: Vitest): void {
    this.#isWhole = config.project.length === 0 && config.testNamePattern?.source === CAPABILITIES.source;
  }

  async onTestRunEnd(modules: readonly TestModule[]): Promise<void> {
    const tests = modules.flatMap((module) => [...module.children.allTests()].map((test) => ({ test, module })));
    const failed = tests.filter(({ test }) => !['passed', 'skipped'].includes(test.result().state));
    if (failed.length > 0) return console.error(`${PAGE} stays as it is, because ${failed.length} tests failed.`);
    const { '.': main, './layers': layers } = JSON.parse(await readFile('test/package/publicNames.json', 'utf8'));
    const functions = [...main, ...layers].filter((name: string) => !name.startsWith('type '));
    const results: Record<Capability['kind'], Map<string, Map<string, Capability[]>>> = {
      function: new Map(),
      op: new Map(),
    };
    for (const { test, module } of tests) {
      const { capability } = test.meta();
      const name = capability && nameOf(capability, functions);
      if (!name) continue;
      const [project] = module.project.name.split(' '); // 'webgpu (chromium)'
      const row = results[capability.kind].get(name) ?? new Map<string, Capability[]>();
      results[capability.kind].set(name, row.set(project, [...(row.get(project) ?? []), capability]));
    }
    const old = this.#isWhole ? [] : (await readFile(PAGE, 'utf8').catch(() => '')).split('\n## ');
    const tables = Object.values(results).map((rows, index) => merged(parsed(old[index + 1] ?? ''), rows));
    await writeFile(PAGE, page(tables[0], tables[1]));
  }
}

/** The public function of a result: fixtures are named `function` or `function.part`; some functions have several. */
function nameOf({ kind, name }: Capability, functions: string[]): string | undefined {
  if (kind === 'op') return name;
  return functions.filter((one) => name.startsWith(one)).sort((a, b) => b.length - a.length)[0];
}

function merged(old: Table, rows: Map<string, Map<string, Capability[]>>): Table {
  const names = [...new Set([...old.keys(), ...rows.keys()])].sort((a, b) => a.localeCompare(b, 'en'));
  return new Map(
    names.map((name) => {
      const cells = [...(rows.get(name) ?? [])].map(([project, found]) => [backends[project], cell(found)]);
      const cases = [...(rows.get(name)?.values() ?? [])].map((found) => found.filter((one) => one.isReference).length);
      const most = Math.max(Number(old.get(name)?.[CASES] ?? 0), ...cases);
      return [name, { ...old.get(name), ...Object.fromEntries(cells), [CASES]: String(most) }];
    }),
  );
}

/** The highest order that a test found right, and what the next one is. */
function cell(found: Capability[]): string {
  const order = Math.max(-1, ...found.map(({ order = -1 }) => order));
  const next = order < 2 && found.find(({ next }) => next)?.next;
  const right = ['', 'value', 'once', 'twice'][order + 1];
  return [right, next && `${orders[order + 1]} ${next}`].filter(Boolean).join('; ');
}

function parsed(section: string): Table {
  const [heads = [], , ...rows] = section
    .split('\n')
    .filter((line) => line.startsWith('|'))
    .map((line) => line.split('|').map((part) => part.trim()));
  const named = (cells: string[]) => Object.fromEntries(heads.map((head, index) => [head, cells[index]]));
  return new Map(rows.map((cells) => [cells[1].replaceAll('`', ''), named(cells)]));
}

const printed = (name: string, columns: string[], table: Table) =>
  [
    [name, ...columns],
    [name, ...columns].map(() => '---'),
    ...[...table].map(([row, cells]) => [`\`${row}\``, ...columns.map((column) => cells[column] ?? '–')]),
  ]
    .map((cells) => `| ${cells.join(' | ')} |`)
    .join('\n');

const page = (functions: Table, ops: Table) => `# What can be differentiated, and where

\`npm run capabilities\` writes this page from the results of tests on cpu, WASM with the training kernels, and WebGPU
(SwiftShader). **twice**: value, gradient and second gradient are right; **once**: value and gradient; **value**: there
is no gradient; **–**: not measured here. Each function and op is called with random arguments. Its values are compared
with those of cpu, its derivatives with central differences. The reference cases are further comparisons, with float64
results of PyTorch, SciPy or NumPy; \`npm test\` makes them on every backend.

## Functions

${printed('Function', [CASES, ...Object.values(backends)], functions)}

Not in the table:

${Object.entries(withoutTarget)
  .filter(([name]) => !functions.has(name))
  .map(([name, reason]) => `- \`${name}\`: ${reason}.`)
  .join('\n')}

## Ops of TensorFlow.js

On cpu and WebGPU these are the stock ops. On WASM, the training kernels and the gradients beside them mend them. A cell
holds for the median of five calls with random shapes and options; **invalid**: WebGPU rejects a dispatch.
[tfjs-faults.md](tfjs-faults.md) has the smallest call that shows each fault.

${printed('Op', Object.values(backends), ops)}
`;
