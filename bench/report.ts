import type { Figure } from './scenarios/scenario.ts';

/** Figures of one server, in the order measured. */
export type Column = { readonly server: string; readonly figures: readonly Figure[] };

/** A Markdown table, one row a figure; the ratio says how many times better the first server is. */
export function renderReport(columns: readonly Column[]): string {
  const [first, second] = columns;
  if (first === undefined) return '';
  const rows = first.figures.map((figure) => {
    const values = columns.map((column) => valueOf(column, figure.name));
    const peer = second === undefined ? undefined : valueOf(second, figure.name);
    const cells = values.map((value) => (value === undefined ? '-' : format(value)));
    return `| ${figure.name} | ${figure.unit} | ${cells.join(' | ')} | ${ratio(figure, peer)} |`;
  });
  const names = columns.map((column) => column.server);
  return [
    `| work | unit | ${names.join(' | ')} | ratio |`,
    `| --- | --- | ${names.map(() => '---').join(' | ')} | --- |`,
    ...rows,
    '',
  ].join('\n');
}

function valueOf(column: Column, name: string): number | undefined {
  return column.figures.find((figure) => figure.name === name)?.value;
}

function ratio(figure: Figure, peer: number | undefined): string {
  if (peer === undefined) return '-';
  const times = figure.better === 'more' ? figure.value / peer : peer / figure.value;
  return `${times.toFixed(1)}x`;
}

function format(value: number): string {
  if (Math.abs(value) >= 100) return value.toFixed(0);
  return value.toPrecision(3);
}
