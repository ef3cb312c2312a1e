interface Series {
  name: string;
  points: readonly (readonly [x: number, y: number])[];
  /** Draws the points as dots instead of a line. */
  dots?: boolean;
}

interface PlotOptions {
  x: string;
  y: string;
  /** Makes the y axis logarithmic. */
  logarithmic?: boolean;
  /** Draws the line y = x, for axes with the same unit. */
  diagonal?: boolean;
}

const width = 460;
const height = 300;
const margin = { left: 62, right: 16, top: 14, bottom: 44 };

/** An SVG of curves or dots, in the colours of the page (`.series0`, `.series1`, ...). */
export function plot(series: readonly Series[], { x, y, logarithmic = false, diagonal = false }: PlotOptions): string {
  const points = series.flatMap((one) => one.points);
  const all = diagonal ? points.flat().map((value) => [value, value] as const) : points;
  const horizontal = axis(
    all.map((point) => point[0]),
    [margin.left, width - margin.right],
    false,
  );
  const vertical = axis(
    all.map((point) => point[1]),
    [height - margin.bottom, margin.top],
    logarithmic,
  );
  const at = ([px, py]: readonly [number, number]) =>
    `${horizontal.place(px).toFixed(1)},${vertical.place(py).toFixed(1)}`;

  const grid = [
    ...horizontal.ticks.map((tick) => {
      const px = horizontal.place(tick);
      return `<path class="grid" d="M${px},${margin.top}V${height - margin.bottom}"/><text x="${px}" y="${height - margin.bottom + 16}" text-anchor="middle">${label(tick)}</text>`;
    }),
    ...vertical.ticks.map((tick) => {
      const py = vertical.place(tick);
      return `<path class="grid" d="M${margin.left},${py}H${width - margin.right}"/><text x="${margin.left - 6}" y="${py + 4}" text-anchor="end">${label(tick)}</text>`;
    }),
  ];
  const line = diagonal
    ? `<path class="diagonal" d="M${at([horizontal.low, horizontal.low])}L${at([horizontal.high, horizontal.high])}"/>`
    : '';
  const marks = series.map((one, index) =>
    one.dots
      ? one.points
          .map(
            (p) =>
              `<circle class="series${index} dot" r="4" cx="${horizontal.place(p[0]).toFixed(1)}" cy="${vertical.place(p[1]).toFixed(1)}"/>`,
          )
          .join('')
      : `<polyline class="series${index} curve" points="${one.points.map(at).join(' ')}"/>`,
  );
  const legend = series.map((one, index) => `<span class="series${index}">${one.name}</span>`).join('');
  return `<div class="plot"><svg viewBox="0 0 ${width} ${height}" role="img" aria-label="${y} against ${x}">
${grid.join('\n')}${line}${marks.join('\n')}
<text x="${(margin.left + width - margin.right) / 2}" y="${height - 8}" text-anchor="middle">${x}</text>
<text transform="translate(14 ${(margin.top + height - margin.bottom) / 2}) rotate(-90)" text-anchor="middle">${y}</text>
</svg><p class="legend">${legend}</p></div>`;
}

function axis(values: number[], [start, end]: [number, number], logarithmic: boolean) {
  const scale = logarithmic ? Math.log10 : (value: number) => value;
  const least = Math.min(...values);
  const most = Math.max(...values);
  const ticks = logarithmic ? powers(least, most) : niceTicks(least, most);
  const low = Math.min(least, ticks[0]);
  const high = Math.max(most, ticks[ticks.length - 1]);
  const span = scale(high) - scale(low) || 1;
  const place = (value: number) => start + ((scale(value) - scale(low)) / span) * (end - start);
  return { ticks, low, high, place };
}

/** About five ticks at 1, 2 or 5 times a power of ten. */
function niceTicks(least: number, most: number): number[] {
  const rough = (most - least || Math.abs(most) || 1) / 5;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = power * ([1, 2, 5, 10].find((factor) => factor * power >= rough) ?? 10);
  const first = Math.floor(least / step + 1e-9);
  const last = Math.ceil(most / step - 1e-9);
  return Array.from({ length: last - first + 1 }, (_, index) => (first + index) * step);
}

/** 1, 2 and 5 times each power of ten for a small range, otherwise only the powers. */
function powers(least: number, most: number): number[] {
  const factors = most / least > 200 ? [1] : [1, 2, 5];
  const first = Math.floor(Math.log10(least));
  const ticks = [];
  for (let exponent = first; exponent <= Math.ceil(Math.log10(most)); exponent++) {
    for (const factor of factors) ticks.push(factor * 10 ** exponent);
  }
  const below = ticks.filter((tick) => tick <= least).at(-1) ?? least;
  const above = ticks.find((tick) => tick >= most) ?? most;
  return ticks.filter((tick) => tick >= below && tick <= above);
}

const label = (value: number) =>
  (value !== 0 && (Math.abs(value) < 1e-3 || Math.abs(value) >= 1e5)
    ? value.toExponential(0)
    : value.toLocaleString('en', { maximumSignificantDigits: 4 })
  ).replaceAll('-', '−');
