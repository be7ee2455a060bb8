import { phraseCodes, stepCodes, valueCodes } from '#store/operations/trace/step-codes.ts';

export type TraceStep = {
  /** Milliseconds since the epoch. */
  readonly at: number;
  /** What happened, as `smtp.received`, `policy.spf`, `store.filed`. */
  readonly step: string;
  readonly detail: Readonly<Record<string, string | number | boolean>>;
};

type Detail = TraceStep['detail'];
/** What the cells of a step are read by. */
type Frame = { readonly fields: readonly string[]; readonly names: readonly string[] };
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

/** A cell as in the step with the same code before; twice: this and all behind it. */
const same = '^';
const sameRest = '^^';

const noFields: readonly string[] = [];

/** Names of the row that cells may stand for, each by a digit of {@link radix}. */
const namesMax = radix;

/** Shorter ones are not worth a look. */
const nameLengthMin = 3;

/** The names in a row by which a cell of its steps may stand: the sender, then the recipients. */
export function rowNames(row: {
  readonly sender: string;
  readonly recipients: readonly string[];
}): readonly string[] {
  return [row.sender, ...row.recipients.slice(0, namesMax - 1)];
}

/**
 * Steps as a trace keeps them: a line each, made of cells between tabs. The first cell is the step's
 * code and the milliseconds since the step before, those of the first since the epoch; then come the
 * values of the known properties and `=name` with its value for each other one; `^` is a value as the
 * last step of that code had it, `^^` the same of all that follow, `&1` one of the names. A text goes to the writer's thread cheaper
 * than a list (docs/internals/meta-db.md).
 *
 * @param names {@link rowNames} of the trace, also when the text is read.
 */
export function encodeSteps(steps: readonly TraceStep[], names: readonly string[] = []): string {
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
    packDetail(cells, detail, { fields: one?.fields ?? noFields, names });
    const last = lasts.get(head);
    if (one !== undefined && cells.length > 1) lasts.set(head, cells);
    return (last === undefined || one === undefined ? cells : likeLast(cells, last)).join('\t');
  });
  return lines.join('\n');
}

/** The steps of a packed text; also of the JSON that schema 1 kept. */
export function decodeSteps(text: string, names: readonly string[] = []): TraceStep[] {
  if (text === '') return [];
  if (text.startsWith('[')) return JSON.parse(text) as TraceStep[];
  let before = 0;
  const lasts = new Map<string, readonly string[]>();
  return text.split('\n').map((line) => {
    const one = byCode.get(line.charAt(0));
    const last = lasts.get(line.charAt(0));
    const written = line.split('\t');
    const all = last === undefined ? written : asLast(written, last);
    if (one !== undefined && all.length > 1) lasts.set(one.code, all);
    const [head = '', ...cells] = all;
    const step = one === undefined ? unescaped(cells.shift() ?? '') : one.step;
    const time = head.slice(1);
    const at = time.startsWith('@') ? Number(time.slice(1)) : before + Number.parseInt(time, radix);
    if (!time.startsWith('@')) before = at;
    return { at, step, detail: unpackDetail(cells, { fields: one?.fields ?? noFields, names }) };
  });
}

/** Makes {@link same} of cells that say what the step with the same code before said. */
function likeLast(cells: readonly string[], last: readonly string[]): readonly string[] {
  const said = cells.map((cell, at) =>
    at > 0 && cell.length > 1 && cell === last[at] ? same : cell,
  );
  if (cells.length !== last.length || cells.length < 2) return said;
  let rest = cells.length;
  while (rest > 1 && cells[rest - 1] === last[rest - 1]) rest--;
  return cells.length - rest < 2 ? said : [...said.slice(0, rest), sameRest];
}

/** What {@link likeLast} made shorter. */
function asLast(written: readonly string[], last: readonly string[]): readonly string[] {
  const cells = written.map((cell, at) => (cell === same ? (last[at] ?? '') : cell));
  return cells.at(-1) === sameRest
    ? [...cells.slice(0, -1), ...last.slice(cells.length - 1)]
    : cells;
}

function packDetail(cells: string[], detail: Detail, { fields, names }: Frame): void {
  const start = cells.length;
  let found = 0;
  for (const field of fields) {
    const value = Object.hasOwn(detail, field) ? detail[field] : undefined;
    if (value !== undefined) found++;
    cells.push(value === undefined ? '' : packValue(value, names));
  }
  while (cells.length > start && cells.at(-1) === '') cells.pop();
  const properties = Object.keys(detail);
  if (found === properties.length) return;
  for (const property of properties) {
    const value = detail[property];
    if (value !== undefined && !fields.includes(property))
      cells.push(`=${escaped(property)}`, packValue(value, names));
  }
}

function unpackDetail(cells: readonly string[], { fields, names }: Frame): Detail {
  const entries: [string, string | number | boolean][] = [];
  let position = 0;
  for (; position < cells.length; position++) {
    const cell = cells[position] ?? '';
    if (cell.startsWith('=')) break;
    const field = fields[position];
    if (cell !== '' && field !== undefined) entries.push([field, unpackValue(cell, names)]);
  }
  for (; position < cells.length; position += 2) {
    const name = unescaped((cells[position] ?? '').slice(1));
    entries.push([name, unpackValue(cells[position + 1] ?? '', names)]);
  }
  return Object.fromEntries(entries);
}

/**
 * `#7` is a number, `!1` and `!0` are truth values, `$a` is a code, `&1` a name of the row, `'` stands
 * before other text.
 */
function packValue(value: string | number | boolean, names: readonly string[]): string {
  if (typeof value === 'number') return `#${digits(value)}`;
  if (typeof value === 'boolean') return value ? '!1' : '!0';
  const code = codeOfValue.get(value);
  if (code !== undefined) return `$${code}`;
  const name = value.length < nameLengthMin ? -1 : names.indexOf(value);
  if (name >= 0) return `&${name.toString(radix)}`;
  const text = escaped(value);
  return text === '' || `#!$'=^&`.includes(text.charAt(0)) ? `'${text}` : text;
}

function unpackValue(cell: string, names: readonly string[]): string | number | boolean {
  const rest = cell.slice(1);
  switch (cell.charAt(0)) {
    case '#':
      return Number(rest);
    case '!':
      return rest === '1';
    case '$':
      return valueOfCode.get(rest) ?? '';
    case '&':
      return names[Number.parseInt(rest, radix)] ?? '';
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
