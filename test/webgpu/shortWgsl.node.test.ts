import { expect, test } from 'vitest';
import { shortWgsl } from '../../build/shortWgsl';

const wgsl = (code: string) => `const code = /* wgsl */ \`${code}\`;`;

test('shortWgsl leaves out comments, indentation and spaces', () => {
  const code = `
    /** The entry. */
    fn valueAt(index: i32) -> f32 {
      let x = xAt(index); // read once
      return 2.0 * x - 1.0;
    }
  `;
  expect(shortWgsl(wgsl(code))).toBe(wgsl('\nfn valueAt(index:i32)->f32{let x=xAt(index);return 2.0*x-1.0;}'));
});

test('shortWgsl keeps operators apart that would become another one', () => {
  expect(shortWgsl(wgsl('let y = a - -b; let z = a & &b;'))).toBe(wgsl('let y=a - -b;let z=a & &b;'));
});

test('shortWgsl keeps expressions, with a line break where one may end in a comment', () => {
  const code = ['fn f() {', '  $' + '{part}', '  return $' + '{a} - 1;', '}'].join('\n');
  expect(shortWgsl(wgsl(code))).toBe(wgsl(['fn f(){', '$' + '{part}', 'return $' + '{a} - 1;}'].join('\n')));
});

test('shortWgsl leaves other templates and code as they are', () => {
  const file = 'const text = `a  =  b`; // a comment\n';
  expect(shortWgsl(file)).toBe(file);
});

test('shortWgsl refuses an expression in a comment', () => {
  expect(() => shortWgsl(wgsl('let a = 1; // $' + '{b}\n'))).toThrow('a comment contains an expression');
});
