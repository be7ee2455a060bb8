import { stepCodes, valueCodes } from '#store/operations/trace/step-codes.ts';

export type TraceStep = {
  /** Milliseconds since the epoch. */
  readonly at: number;
  /** What happened, as `smtp.received`, `policy.spf`, `store.filed`. */
  readonly step: string;
  readonly detail: Readonly<Record<string, string | number | boolean>>;
};

type Detail = TraceStep['detail'];
type Known = { readonly code: string; readonly step: string; readonly fields: readonly string[] };

const known: readonly Known[] = stepCodes.map(([code, step, ...fields]) => ({
  code,
  step,
  fields,
}));
const byStep = new Map(known.map((one) => [one.step, one]));
const byCode = new Map(known.map((one) => [one.code, one]));
const codeOfValue = new Map(valueCodes.map(([code, value]) => [value, code]));
const valueOfCode = new Map(valueCodes);

/** Before the name of a step without a code. */
const named = '~';
const radix = 36;

/**
 * Steps as a trace keeps them: a line each, made of cells between tabs. The first cell is the step's
 * code and the milliseconds since the step before, those of the first since the epoch; then come the
 * values of the known properties and `=name` with its value for each other one. A text goes to the
 * writer's thread cheaper than a list (docs/internals/meta-db.md).
 */
export function encodeSteps(steps: readonly TraceStep[]): string {
  let before = 0;
  const lines: string[] = [];
  for (const { at, step, detail } of steps) {
    const one = byStep.get(step);
    const head = one === undefined ? named : one.code;
    const whole =
      Number.isSafeInteger(at) && !Object.is(at, -0) && Number.isSafeInteger(at - before);
    const cells = [head + (whole ? (at - before).toString(radix) : `@${digits(at)}`)];
    if (one === undefined) cells.push(escaped(step));
    packDetail(cells, detail, one?.fields ?? []);
    if (whole) before = at;
    lines.push(cells.join('\t'));
  }
  return lines.join('\n');
}

/** The steps of a packed text; also of the JSON that schema 1 kept. */
export function decodeSteps(text: string): TraceStep[] {
  if (text === '') return [];
  if (text.startsWith('[')) return JSON.parse(text) as TraceStep[];
  let before = 0;
  return text.split('\n').map((line) => {
    const [head = '', ...cells] = line.split('\t');
    const one = byCode.get(head[0] ?? '');
    const step = one === undefined ? unescaped(cells.shift() ?? '') : one.step;
    const time = head.slice(1);
    const at = time.startsWith('@') ? Number(time.slice(1)) : before + Number.parseInt(time, radix);
    if (!time.startsWith('@')) before = at;
    return { at, step, detail: unpackDetail(cells, one?.fields ?? []) };
  });
}

function packDetail(cells: string[], detail: Detail, fields: readonly string[]): void {
  const start = cells.length;
  const values: ReadonlyMap<string, string | number | boolean> = new Map(Object.entries(detail));
  let found = 0;
  for (const field of fields) {
    const value = values.get(field);
    if (value !== undefined) found++;
    cells.push(value === undefined ? '' : packValue(value));
  }
  while (cells.length > start && cells.at(-1) === '') cells.pop();
  if (found === values.size) return;
  for (const [name, value] of values) {
    if (!fields.includes(name)) cells.push(`=${escaped(name)}`, packValue(value));
  }
}

function unpackDetail(cells: readonly string[], fields: readonly string[]): Detail {
  const entries: [string, string | number | boolean][] = [];
  let position = 0;
  for (; position < cells.length; position++) {
    const cell = cells[position] ?? '';
    if (cell.startsWith('=')) break;
    const field = fields[position];
    if (cell !== '' && field !== undefined) entries.push([field, unpackValue(cell)]);
  }
  for (; position < cells.length; position += 2) {
    const name = unescaped((cells[position] ?? '').slice(1));
    entries.push([name, unpackValue(cells[position + 1] ?? '')]);
  }
  return Object.fromEntries(entries);
}

/** `#7` is a number, `!1` and `!0` are truth values, `$a` is a code, `'` stands before other text. */
function packValue(value: string | number | boolean): string {
  if (typeof value === 'number') return `#${digits(value)}`;
  if (typeof value === 'boolean') return value ? '!1' : '!0';
  const code = codeOfValue.get(value);
  if (code !== undefined) return `$${code}`;
  const text = escaped(value);
  return text === '' || `#!$'=`.includes(text.charAt(0)) ? `'${text}` : text;
}

function unpackValue(cell: string): string | number | boolean {
  const rest = cell.slice(1);
  switch (cell.charAt(0)) {
    case '#':
      return Number(rest);
    case '!':
      return rest === '1';
    case '$':
      return valueOfCode.get(rest) ?? '';
    case "'":
      return unescaped(rest);
    default:
      return unescaped(cell);
  }
}

function digits(value: number): string {
  return Object.is(value, -0) ? '-0' : String(value);
}

const special = /[\\\t\n\0]/g;
const escapes: Readonly<Record<string, string>> = {
  '\\': '\\\\',
  '\t': '\\t',
  '\n': '\\n',
  '\0': '\\0', // PostgreSQL keeps no NUL in a text.
};
const plain: Readonly<Record<string, string>> = { t: '\t', n: '\n', '0': '\0', '\\': '\\' };

function escaped(text: string): string {
  return text.replaceAll(special, (one) => escapes[one] ?? one);
}

function unescaped(text: string): string {
  if (!text.includes('\\')) return text;
  return text.replaceAll(/\\([\\tn0])/g, (_, one: string) => plain[one] ?? one);
}
