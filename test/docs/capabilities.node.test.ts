import { expect, test } from 'vitest';
import page from '../../docs/capabilities.md?raw';
import publicNames from '../package/publicNames.json';

test('docs/capabilities.md names every public function; otherwise run `npm run capabilities`', () => {
  const { '.': main, './layers': layers } = publicNames;
  const functions = [...main, ...layers].filter((name: string) => !name.startsWith('type '));
  expect(functions.filter((name: string) => !new RegExp(`^(\\| |- )\`${name}\``, 'm').test(page))).toEqual([]);
});
