import { readdirSync, readFileSync, writeFileSync } from 'node:fs';

/**
 * Adds two pages to those that TypeDoc wrote: papers.md, the functions by paper and equation, from the section "See"
 * and the first formula of each; and features.md, a copy of FEATURES.md.
 */
const folder = 'docs/api';

interface Row {
  place: string;
  name: string;
  link: string;
  formula: string[];
}

interface Paper {
  /** With the longest title that a doc block gives it. */
  name: string;
  rows: Row[];
}

const author = /\p{Lu}[\p{L}'-]+/u.source;
const citation = new RegExp(
  `(${author}(?:, ${author})*(?: (?:and|&) ${author}| et al\\.)? \\d{4}), "([^"]+)"([^"]*?)(?=;|$)`,
  'gu',
);

const papers = new Map<string, Paper>();
for (const file of readdirSync(folder).filter((name) => !/^(index|papers|features)/.test(name))) {
  for (const section of readFileSync(`${folder}/${file}`, 'utf8').split(/^## /m).slice(1)) {
    const [, name, anchor] = section.match(/^(\w+).* \{#(.+)\}/)!;
    const sources = section.match(/^### See\n\n(.+?)(?=\n\n[*#]|$(?![\s\S]))/ms)?.[1].replaceAll(/\s+/g, ' ') ?? '';
    // An indented block is a formula; the code fences of TypeDoc are not indented.
    const formula =
      section
        .match(/\n\n((?: {4}.*\n)+)/)?.[1]
        .trimEnd()
        .split('\n') ?? [];
    for (const [, authors, title, rest] of sources.matchAll(citation)) {
      const key = `${authors} ${title.split(':')[0]}`;
      const paper = papers.get(key) ?? { name: '', rows: [] };
      const full = `${authors}, ${title}`;
      if (full.length > paper.name.length) paper.name = full;
      paper.rows.push({ place: placeIn(rest), name, link: `${file}#${anchor}`, formula });
      papers.set(key, paper);
    }
  }
}

/** "eq. 5 to 7" of ", eq. 5 to 7. Padding, borders ...". */
function placeIn(text: string): string {
  return text.match(/\b(eqs?\.|section|appendix|algorithm) (?:,(?= \d)|\.(?=\w)|[^;:,.("])+/)?.[0].trim() ?? '';
}

const inNumericOrder = new Intl.Collator('en', { numeric: true }).compare;

function table({ name, rows }: Paper): string {
  const lines = rows
    .sort((a, b) => inNumericOrder(a.place, b.place))
    .map(({ place, name, link, formula }) => {
      const code = formula.map((line) => `\`${line.trim().replaceAll('|', '\\|')}\``).join('<br>');
      return `| ${place} | [\`${name}\`](${link}) | ${code} |`;
    });
  return [`## ${name}`, '', '| in the paper | function | formula |', '|---|---|---|', ...lines, ''].join('\n');
}

const introduction = `# Papers, equation by equation

Each function stands under the papers that its doc block names, with its formula as implemented. The parts of the
papers that are missing are among the [features](features.md).
`;
const tables = [...papers.values()].sort((a, b) => inNumericOrder(a.name, b.name)).map(table);
writeFileSync(`${folder}/papers.md`, [introduction, ...tables].join('\n'));
writeFileSync(`${folder}/features.md`, readFileSync('FEATURES.md', 'utf8').replaceAll('](docs/', '](../'));
