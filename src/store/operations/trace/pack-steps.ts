import { phraseCodes, stepCodes, valueCodes } from '#store/operations/trace/step-codes.ts';

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

/** A cell as in the step with the same code before. */
const same = '^';

const noFields: readonly string[] = [];

/**
 * Steps as a trace keeps them: a line each, made of cells between tabs. The first cell is the step's
 * code and the milliseconds since the step before, those of the first since the epoch; then come the
 * values of the known properties and `=name` with its value for each other one; `^` is a value as the
 * last step of that code had it. A text goes to the
 * writer's thread cheaper than a list (docs/internals/meta-db.md).
 */
export function encodeSteps(steps: readonly TraceStep[]): string {
  let before = 0;
  const lasts = new Map<string, readonly string[]>();
  const lines = steps.map(({ at, step, detail }) => {
    const one = byStep.get(step);
    const head = one === undefined ? named : one.code;
    const whole =
      Number.isSafeInteger(at) && !Object.is(at, -0) && Number.isSafeInteger(at - before);
    const cells = [head + (whole ? (at - before).toString(radix) : `@${digits(at)}`)];
    if (whole) before = at;
    if (one === undefined) cells.push(escaped(step));
    packDetail(cells, detail, one?.fields ?? noFields);
    const last = lasts.get(head);
    if (one !== undefined && cells.length > 1) lasts.set(head, cells);
    return (last === undefined || one === undefined ? cells : cells.map(sameAs(last))).join('\t');
  });
  return lines.join('\n');
}

/** The steps of a packed text; also of the JSON that schema 1 kept. */
export function decodeSteps(text: string): TraceStep[] {
  if (text === '') return [];
  if (text.startsWith('[')) return JSON.parse(text) as TraceStep[];
  let before = 0;
  const lasts = new Map<string, readonly string[]>();
  return text.split('\n').map((line) => {
    const one = byCode.get(line.charAt(0));
    const last = lasts.get(line.charAt(0));
    const all = line
      .split('\t')
      .map((cell, at) => (last !== undefined && cell === same ? (last[at] ?? '') : cell));
    if (one !== undefined && all.length > 1) lasts.set(one.code, all);
    const [head = '', ...cells] = all;
    const step = one === undefined ? unescaped(cells.shift() ?? '') : one.step;
    const time = head.slice(1);
    const at = time.startsWith('@') ? Number(time.slice(1)) : before + Number.parseInt(time, radix);
    if (!time.startsWith('@')) before = at;
    return { at, step, detail: unpackDetail(cells, one?.fields ?? noFields) };
  });
}

/** Makes {@link same} of a cell that says what the step with the same code before said. */
function sameAs(last: readonly string[]): (cell: string, at: number) => string {
  return (cell, at) => (at > 0 && cell.length > 1 && cell === last[at] ? same : cell);
}

function packDetail(cells: string[], detail: Detail, fields: readonly string[]): void {
  const start = cells.length;
  let found = 0;
  for (const field of fields) {
    const value = Object.hasOwn(detail, field) ? detail[field] : undefined;
    if (value !== undefined) found++;
    cells.push(value === undefined ? '' : packValue(value));
  }
  while (cells.length > start && cells.at(-1) === '') cells.pop();
  const names = Object.keys(detail);
  if (found === names.length) return;
  for (const name of names) {
    const value = detail[name];
    if (value !== undefined && !fields.includes(name))
      cells.push(`=${escaped(name)}`, packValue(value));
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
  return text === '' || `#!$'=^`.includes(text.charAt(0)) ? `'${text}` : text;
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

/** What cannot stand in a cell as it is, PostgreSQL keeps no NUL at all, and long phrases. */
const escapes: ReadonlyMap<string, string> = new Map([
  ['\\', '\\\\'],
  ['\t', '\\t'],
  ['\n', '\\n'],
  ['\0', '\\0'],
  ...phraseCodes.map(([code, phrase]) => [phrase, `\\${code}`] as const),
]);
const plain = new Map([...escapes].map(([text, escape]) => [escape.charAt(1), text]));
const special = /[\\\t\n\0]/;
const specialOrPhrase = new RegExp(
  [special.source, ...phraseCodes.map(([, phrase]) => RegExp.escape(phrase))].join('|'),
  'g',
);

/** Characters from which on a text may have a phrase in it. */
const phraseLengthMin = 30;

function escaped(text: string): string {
  if (text.length < phraseLengthMin && !special.test(text)) return text;
  return text.replaceAll(specialOrPhrase, (found) => escapes.get(found) ?? found);
}

function unescaped(text: string): string {
  if (!text.includes('\\')) return text;
  return text.replaceAll(/\\(.)/g, (_, code: string) => plain.get(code) ?? '');
}
