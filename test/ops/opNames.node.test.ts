import { readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { expect, test } from 'vitest';

const root = join(import.meta.dirname, '../../src');
const definitions = readdirSync(root, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts') && !file.endsWith('.generated.ts'))
  .map((file) => ({
    file,
    calls: readFileSync(join(root, file), 'utf8')
      .split(/\bdefine(?:Fused)?Op</)
      .slice(1),
  }))
  .filter(({ file, calls }) => calls.length > 0 && !file.startsWith('engine'));

test('there are ops', () => expect(definitions.length).toBeGreaterThan(30));

test.each(definitions)('the ops of $file bear the name of the file or of its folder', ({ file, calls }) => {
  const owners = [basename(file, '.ts'), basename(dirname(file))].map((owner) => owner.toLowerCase());
  for (const call of calls) {
    const [, name = ''] = call.match(/\bname: '(\w+)'/) ?? [];
    const isNamedAfter = (owner: string) => name.toLowerCase().startsWith(owner);
    expect(owners.some(isNamedAfter), name).toBe(true);
  }
});
