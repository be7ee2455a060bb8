import {
  isJsonArray,
  isJsonObject,
  isJsonValue,
  type JsonObject,
  type JsonValue,
  memberOf,
} from '#proto/jmap/json.ts';
import { MethodError, refuseArguments } from '#proto/jmap/method-error.ts';

/** Values that one reference may lead to: as many as an argument may have ids, with room. Our choice. */
export const referencedValuesMax = 10_000;

/** Levels of a path. Our choice; real ones have 4. */
const levelsMax = 16;

/** Characters of a path. Our choice. */
const pathCharactersMax = 1_024;

/** A response that later calls of the request may refer to. */
export type EarlierResponse = {
  readonly name: string;
  /** What will be written as JSON. */
  readonly args: Readonly<Record<string, unknown>>;
  readonly callId: string;
};

/**
 * Puts what earlier responses said in the place of arguments whose names begin with `#`
 * (RFC 8620 §3.7).
 *
 * @throws {MethodError} `invalidResultReference`; `invalidArguments` when an argument stands there
 *   both ways, or a reference is no ResultReference.
 */
export function resolveReferences(
  args: JsonObject,
  earlier: readonly EarlierResponse[],
): JsonObject {
  if (!Object.keys(args).some((name) => name.startsWith('#'))) return args;
  const resolved: [string, JsonValue][] = [];
  for (const [name, value] of Object.entries(args)) {
    if (!name.startsWith('#')) {
      resolved.push([name, value]);
      continue;
    }
    const plain = name.slice(1);
    if (Object.hasOwn(args, plain)) refuseArguments(`${plain} stands there with and without #`);
    resolved.push([plain, referenced(value, earlier)]);
  }
  return Object.fromEntries(resolved);
}

function referenced(value: JsonValue, earlier: readonly EarlierResponse[]): JsonValue {
  const reference = isJsonObject(value) ? value : refuseArguments('A reference is an object');
  const resultOf = memberOf(reference, 'resultOf');
  const name = memberOf(reference, 'name');
  const path = memberOf(reference, 'path');
  if (typeof resultOf !== 'string' || typeof name !== 'string' || typeof path !== 'string') {
    return refuseArguments('A reference has the strings resultOf, name and path');
  }
  const response = earlier.find(({ callId }) => callId === resultOf);
  if (response === undefined) return fail(`No response to "${resultOf}" so far`);
  if (response.name !== name) return fail(`"${resultOf}" was answered by ${response.name}`);
  return isJsonValue(response.args) ? valueAt(response.args, path) : fail('It has no result');
}

/**
 * What a JSON pointer leads to, `*` standing for every element of a list (RFC 8620 §3.7, RFC 6901
 * §4).
 *
 * @throws {MethodError} `invalidResultReference`
 */
export function valueAt(root: JsonValue, path: string): JsonValue {
  if (path.length > pathCharactersMax) return fail('The path is too long');
  if (path === '') return root;
  const [before, ...tokens] = path.split('/');
  if (before !== '' || tokens.length > levelsMax) return fail('The path is not a JSON pointer');
  let values: readonly JsonValue[] = [root];
  let many = false;
  for (const token of tokens) {
    if (token === '*' && values.some(isJsonArray)) {
      many = true;
      values = flattened(values, (value) => step(value, token));
    } else values = values.map((value) => step(value, token));
  }
  // Lists that a `*` led to are put into one.
  return many ? flattened(values, (value) => value) : (values[0] ?? null);
}

/** The elements of those that are lists, and what `other` makes of the rest, in one list. */
function flattened(
  values: readonly JsonValue[],
  other: (value: JsonValue) => JsonValue,
): readonly JsonValue[] {
  const flat: JsonValue[] = [];
  for (const value of values) {
    const some = isJsonArray(value) ? value : [other(value)];
    if (flat.length + some.length > referencedValuesMax) return tooMany();
    flat.push(...some);
  }
  return flat;
}

const indexForm = /^(?:0|[1-9][0-9]{0,8})$/u;

function step(value: JsonValue, token: string): JsonValue {
  if (isJsonArray(value)) {
    const element = indexForm.test(token) ? value[Number(token)] : undefined;
    return element ?? (element === null ? null : fail(`Nothing is at ${token}`));
  }
  if (!isJsonObject(value)) return fail(`Nothing is at ${token}`);
  const name = token.replaceAll('~1', '/').replaceAll('~0', '~');
  const member = memberOf(value, name);
  return member === undefined ? fail(`Nothing is at ${token}`) : member;
}

function tooMany(): never {
  return fail(`The reference leads to more than ${referencedValuesMax} values`);
}

function fail(description: string): never {
  throw new MethodError('invalidResultReference', description);
}
