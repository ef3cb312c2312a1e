/**
 * A function that returns the uniform `name0`, `name1`, … of its index, and the last one beyond; 1 without any. tfjs
 * has no uniform arrays.
 */
export function choice(functionName: string, name: string, count: number): string {
  const cases = Array.from({ length: count - 1 }, (_, index) => `case ${index}: { return uniforms.${name}${index}; }`);
  return /* wgsl */ `
    fn ${functionName}(index: i32) -> f32 {
      switch index {
        ${cases.join('\n')}
        default: { return ${count === 0 ? '1.0' : `uniforms.${name}${count - 1}`}; }
      }
    }
  `;
}

/** The uniforms that `choice` reads. */
export const choiceUniforms = (name: string, values: readonly number[]): Record<string, number> =>
  Object.fromEntries(values.map((value, index) => [`${name}${index}`, value]));
