import type { Comparison } from './timeBlock';

/** The measurements of the blocks as a table in Markdown. */
export function table(rows: Record<string, { forward: Comparison; withGradients: Comparison }>): string {
  return [
    '| Block | Size | Programs | ms | Composed | ms | Ratio | Difference |',
    '| --- | --- | --- | --- | --- | --- | --- | --- |',
    ...Object.entries(rows).flatMap(([name, { forward, withGradients }]) => [
      line(name, forward),
      line(`${name}, with gradients`, withGradients),
    ]),
  ].join('\n');
}

function line(name: string, { size, ours, composed, difference }: Comparison): string {
  const ratio = (composed.ms / ours.ms).toPrecision(3);
  const cells = [name, size, ours.programs, ms(ours.ms), composed.programs, ms(composed.ms), ratio];
  return `| ${[...cells, difference.toExponential(0)].join(' | ')} |`;
}

export const ms = (value: number): number => Number(value.toPrecision(3));
