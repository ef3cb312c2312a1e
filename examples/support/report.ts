import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Section } from './example';

interface Picture {
  /** URI of the image. */
  src: string;
  label: string;
  /** What it shows, for readers who do not see it (default: the label). */
  alt?: string;
  /** Width on the page, in pixels. */
  width?: number;
}

/** Pictures in a row that wraps on a narrow page. `pixelated` shows their pixels, for digits. */
export const pictures = (list: Picture[], caption: string, { pixelated = false } = {}): string =>
  figure(
    `<div class="pictures${pixelated ? ' pixelated' : ''}">${list
      .map(
        ({ src, label, alt = label, width }) =>
          `<div><img src="${src}" alt="${alt.replace(/<[^>]+>/g, ', ')}"${width ? ` style="width:${width}px"` : ''}><p>${label}</p></div>`,
      )
      .join('')}</div>`,
    caption,
  );

export const table = (head: string[], rows: (string | number)[][], caption: string): string =>
  figure(
    `<table><thead><tr>${head.map((cell) => `<th>${cell}</th>`).join('')}</tr></thead><tbody>${rows
      .map((row) => `<tr>${row.map((cell) => `<td>${cell}</td>`).join('')}</tr>`)
      .join('')}</tbody></table>`,
    caption,
  );

export const figure = (content: string, caption: string): string =>
  `<figure>${content}<figcaption>${caption}</figcaption></figure>`;

export const percent = (fraction: number, digits = 1): string => `${(100 * fraction).toFixed(digits)} %`;

/** A number with a minus sign instead of a hyphen. */
export const fixed = (value: number, digits = 1): string => value.toFixed(digits).replace('-', '−');

export interface Report {
  sections: (Section & { name: string; seconds: number })[];
  backend: string;
  length: string;
}

/** Writes the page as a single self-contained file, and returns its path. */
export async function writeReport(folder: string, { sections, backend, length }: Report): Promise<string> {
  await mkdir(folder, { recursive: true });
  const path = join(folder, 'index.html');
  const seconds = sections.reduce((sum, section) => sum + section.seconds, 0);
  const body = sections.map(
    ({ name, title, paper, text, figures, findings, seconds }) => `<section id="${name}">
<h2>${title}</h2>
<p class="paper">${paper}</p>
<dl>${findings.map(({ label, value }) => `<div><dt>${label}</dt><dd>${value}</dd></div>`).join('')}</dl>
${text.map((paragraph) => `<p>${paragraph}</p>`).join('\n')}
${figures.join('\n')}
<p class="time">Computed in ${seconds.toFixed(0)} s.</p>
</section>`,
  );
  const heading = 'diffblocks on real data';
  const page = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${heading}</title>
<style>${css}</style>
</head>
<body>
<header>
<h1>${heading}</h1>
<p>One run of <code>npm run demo</code>${length === 'normal' ? '' : ` (<code>--${length}</code>)`} computed every picture and number on this page in ${seconds.toFixed(0)} s on the ${backend} backend.</p>
<nav>${sections.map(({ name, title }) => `<a href="#${name}">${title}</a>`).join('')}</nav>
</header>
<main>
${body.join('\n')}
</main>
</body>
</html>
`;
  await writeFile(path, unbroken(page));
  return path;
}

/** Keeps units on the line of their number. */
const unbroken = (page: string): string =>
  page.replace(/(?<=\d) (?=(?:%|(?:s|nats|pixels|errors|times|digits)\b))/g, '\u00a0');

const css = `
:root { --ink: #1c1f24; --soft: #667085; --line: #dfe3e8; --page: #fff; --card: #f6f7f9;
  --series0: #1769c2; --series1: #c2410c; --series2: #15803d; --series3: #7e22ce;
  --series4: #b91c5c; --series5: #0e7490; --series6: #a16207; --series7: #475569; }
@media (prefers-color-scheme: dark) { :root { --ink: #e6e8eb; --soft: #98a2b3; --line: #343941; --page: #14171b; --card: #1e2228;
  --series0: #6cb2ff; --series1: #ff9a62; --series2: #5fd38a; --series3: #c79bff;
  --series4: #ff8fb8; --series5: #5fd3e6; --series6: #e5c15a; --series7: #a8b3c4; } }
* { box-sizing: border-box; }
body { margin: 0 auto; max-width: 1080px; padding: 2.5rem 1.5rem 4rem; background: var(--page); color: var(--ink);
  font: 16px/1.55 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif; }
h1 { font-size: 1.9rem; line-height: 1.2; margin: 0 0 .5rem; letter-spacing: -.01em; }
h2 { font-size: 1.35rem; margin: 0; letter-spacing: -.01em; }
p { max-width: 44rem; }
nav { display: flex; flex-wrap: wrap; gap: .4rem 1.2rem; }
a { color: var(--series0); }
section { border-top: 1px solid var(--line); margin-top: 2.5rem; padding-top: 2rem; }
.paper, .time, figcaption, .pictures p, .legend { color: var(--soft); font-size: .88rem; }
.paper { margin: .2rem 0 1rem; }
dl { display: flex; flex-wrap: wrap; gap: .75rem; margin: 1rem 0; }
dl div { background: var(--card); border-radius: 8px; padding: .6rem .9rem; }
dt { color: var(--soft); font-size: .82rem; }
dd { margin: 0; font-size: 1.25rem; font-variant-numeric: tabular-nums; }
figure { margin: 1.6rem 0; overflow-x: auto; }
figcaption { max-width: 44rem; margin-top: .5rem; }
.pictures { display: flex; flex-wrap: wrap; gap: 1rem; align-items: flex-end; }
.pictures p { margin: .25rem 0 0; }
img { display: block; max-width: 100%; border: 1px solid var(--line); border-radius: 4px; }
.pixelated img { image-rendering: pixelated; }
.plots { display: flex; flex-wrap: wrap; gap: 1rem; }
.plots figure { max-width: 460px; margin-top: 0; }
.plot { width: 460px; max-width: 100%; }
svg { display: block; width: 100%; height: auto; font: 12px system-ui, sans-serif; }
svg text { fill: var(--soft); }
.grid { stroke: var(--line); fill: none; }
.diagonal { stroke: var(--soft); stroke-dasharray: 4 4; fill: none; }
.curve { fill: none; stroke: currentColor; stroke-width: 2; stroke-linejoin: round; }
.dot { fill: currentColor; fill-opacity: .7; stroke: var(--page); }
.series0 { color: var(--series0); } .series1 { color: var(--series1); }
.series2 { color: var(--series2); } .series3 { color: var(--series3); }
.series4 { color: var(--series4); } .series5 { color: var(--series5); }
.series6 { color: var(--series6); } .series7 { color: var(--series7); }
.legend { margin: .3rem 0 0; display: flex; flex-wrap: wrap; gap: .2rem 1rem; }
.legend span::before { content: "●"; margin-right: .35em; }
table { border-collapse: collapse; font-variant-numeric: tabular-nums; }
th { text-align: left; font-weight: 600; }
th, td { padding: .3rem 1.2rem .3rem 0; border-bottom: 1px solid var(--line); }
code { font-size: .92em; }
`;
