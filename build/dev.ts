import { spawn } from 'node:child_process';
import { watch } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { compiled, filesOf, kernelSources, moduleOf } from './kernelModule';

/**
 * `npm run dev -- [--project wasm] [test/ops/gram]` runs the tests of one project (default: cpu) whenever a file that
 * they use changes, and compiles a WASM kernel whenever its AssemblyScript changes.
 */
const given = process.argv.slice(2);
const project = given.some((argument) => argument.startsWith('--project')) ? [] : ['--project', 'cpu'];
const tests = spawn(process.execPath, ['node_modules/vitest/vitest.mjs', 'watch', ...project, ...given], {
  stdio: 'inherit',
});
tests.on('exit', (code) => process.exit(code ?? 1));

const changed = new Set<string>();
let compiling = false;

watch('src', { recursive: true }, (_event, file) => {
  if (!file || !/[\\/]assembly[\\/].*\.ts$/.test(file)) return;
  changed.add(join('src', file));
  if (!compiling) void compileChanged();
});

async function compileChanged(): Promise<void> {
  compiling = true;
  while (changed.size > 0) {
    await setTimeout(50); // an editor may empty a file before it writes
    const files = [...changed];
    changed.clear();
    try {
      for (const source of await kernelSources()) {
        const parts = await filesOf(source);
        if (!files.some((file) => parts.has(file))) continue;
        await writeFile(moduleOf(source), await compiled(source));
        console.log(`Compiled ${source}`);
      }
    } catch (error) {
      console.error((error as Error).message);
    }
  }
  compiling = false;
}
