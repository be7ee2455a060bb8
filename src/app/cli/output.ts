import { styleText } from 'node:util';

import type { TextOutput } from '#app/cli/world.ts';

/** A column of a table: its heading, and what a row has in it. */
export type Column<Row> = {
  readonly heading: string;
  readonly of: (row: Row) => string;
  /** Numbers stand at the right. */
  readonly right?: boolean;
};

/** Says what a command found or did: text for people, or one JSON document for scripts. */
export class Output {
  readonly json: boolean;
  readonly #stdout: TextOutput;
  readonly #colours: boolean;

  constructor(stdout: TextOutput, { json, colours }: { json: boolean; colours: boolean }) {
    this.#stdout = stdout;
    this.json = json;
    this.#colours = colours;
  }

  /** One result. */
  result(text: string, value: unknown): void {
    this.#stdout.write(this.json ? `${JSON.stringify(value)}\n` : `${text}\n`);
  }

  /** Rows with a heading; `none` is said when there are no rows. */
  table<Row>(
    rows: readonly Row[],
    columns: readonly Column<Row>[],
    { none, values }: { readonly none: string; readonly values: unknown },
  ): void {
    if (this.json) this.result('', values);
    else this.result(rows.length === 0 ? none : this.#lines(rows, columns).join('\n'), values);
  }

  /** One thing with its properties. */
  facts(facts: readonly (readonly [name: string, value: string])[], value: unknown): void {
    const width = Math.max(...facts.map(([name]) => name.length));
    const lines = facts.map(([name, text]) => `${this.#strong(name.padEnd(width))}  ${text}`);
    this.result(lines.join('\n'), value);
  }

  #lines<Row>(rows: readonly Row[], columns: readonly Column<Row>[]): string[] {
    const cells = rows.map((row) => columns.map((column) => column.of(row)));
    const widths = columns.map(({ heading }, at) =>
      Math.max(heading.length, ...cells.map((texts) => (texts[at] ?? '').length)),
    );
    const line = (texts: readonly string[]): string => {
      const padded = texts.map((text, at) => {
        const width = widths[at] ?? 0;
        return columns[at]?.right === true ? text.padStart(width) : text.padEnd(width);
      });
      return padded.join('  ').trimEnd();
    };
    const heading = line(columns.map((column) => column.heading));
    return [this.#strong(heading), ...cells.map(line)];
  }

  #strong(text: string): string {
    return this.#colours ? styleText('bold', text, { validateStream: false }) : text;
  }
}
