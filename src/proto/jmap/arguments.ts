import { isId } from '#proto/jmap/ids.ts';
import {
  isJsonArray,
  isJsonObject,
  type JsonObject,
  type JsonValue,
  memberOf,
} from '#proto/jmap/json.ts';
import { MethodError, refuseArguments } from '#proto/jmap/method-error.ts';

/** The largest Int of JMAP, 2^53 - 1 (RFC 8620 §1.3). */
export const intMax = Number.MAX_SAFE_INTEGER;

/**
 * The arguments of one method call, with their result references resolved. Each reader throws
 * {@link MethodError} `invalidArguments` when the value has another type; for `optional…` an absent
 * one and null are the same. What a method does not read, {@link Arguments.done} refuses.
 */
export class Arguments {
  readonly values: JsonObject;
  readonly #read = new Set<string>();

  constructor(values: JsonObject) {
    this.values = values;
  }

  /** Whether the argument was given, be it null. */
  has(name: string): boolean {
    return Object.hasOwn(this.values, name);
  }

  /** The value as it is; undefined when it is absent. */
  value(name: string): JsonValue | undefined {
    this.#read.add(name);
    return memberOf(this.values, name);
  }

  /** An Id (RFC 8620 §1.2), or `#` and a creation id (RFC 8620 §5.3). */
  id(name: string): string {
    return this.optionalId(name) ?? refuseArguments(`${name} is missing`);
  }

  optionalId(name: string): string | undefined {
    const value = this.#optional(name);
    if (value === undefined || isIdOrReference(value)) return value;
    return refuseArguments(`${name} is not an id`);
  }

  /** A list of ids, each kept once, in order. @throws {MethodError} `requestTooLarge` beyond `max`. */
  optionalIds(name: string, max: number): readonly string[] | undefined {
    const list = this.optionalList(name, max);
    if (list === undefined) return undefined;
    const ids = new Set<string>();
    for (const value of list) {
      ids.add(isIdOrReference(value) ? value : refuseArguments(`${name} has what is no id`));
    }
    return [...ids];
  }

  string(name: string): string {
    return this.optionalString(name) ?? refuseArguments(`${name} is missing`);
  }

  optionalString(name: string): string | undefined {
    const value = this.#optional(name);
    if (value === undefined || typeof value === 'string') return value;
    return refuseArguments(`${name} is not a string`);
  }

  /** @param max Most strings. */
  optionalStrings(name: string, max: number): readonly string[] | undefined {
    const list = this.optionalList(name, max);
    return list?.map((value) =>
      typeof value === 'string' ? value : refuseArguments(`${name} has what is no string`),
    );
  }

  /** An UnsignedInt (RFC 8620 §1.3). */
  optionalUnsigned(name: string): number | undefined {
    const value = this.optionalInt(name);
    return value !== undefined && value < 0 ? refuseArguments(`${name} is negative`) : value;
  }

  /** An Int (RFC 8620 §1.3). */
  optionalInt(name: string): number | undefined {
    const value = this.#optional(name);
    if (value === undefined) return undefined;
    if (typeof value === 'number' && Number.isSafeInteger(value)) return value;
    return refuseArguments(`${name} is not an integer`);
  }

  /** @param fallback For an argument that is absent. */
  optionalBoolean(name: string, fallback: boolean): boolean {
    const value = this.#optional(name);
    if (value === undefined) return fallback;
    return typeof value === 'boolean' ? value : refuseArguments(`${name} is not true or false`);
  }

  optionalObject(name: string): JsonObject | undefined {
    const value = this.#optional(name);
    if (value === undefined || isJsonObject(value)) return value;
    return refuseArguments(`${name} is not an object`);
  }

  /** An object whose values are objects, as `create` and `update` of `/set` (RFC 8620 §5.3). */
  optionalObjects(name: string, max: number): ReadonlyMap<string, JsonObject> {
    const entries = Object.entries(this.optionalObject(name) ?? {});
    if (entries.length > max) tooMany(name, max);
    return new Map(
      entries.map(([key, value]) => [
        key,
        isJsonObject(value) ? value : refuseArguments(`${name} has what is no object`),
      ]),
    );
  }

  /** @param max Most elements. @throws {MethodError} `requestTooLarge` beyond it. */
  optionalList(name: string, max: number): readonly JsonValue[] | undefined {
    const value = this.#optional(name);
    if (value === undefined) return undefined;
    if (!isJsonArray(value)) return refuseArguments(`${name} is not a list`);
    return value.length > max ? tooMany(name, max) : value;
  }

  /** A state string that must be there, as `sinceState` (RFC 8620 §5.2). */
  state(name: string): string {
    return this.string(name);
  }

  /** A state string that may be absent, as `ifInState` (RFC 8620 §5.3). */
  optionalState(name: string): string | undefined {
    return this.optionalString(name);
  }

  /** Says that everything was read. @throws {MethodError} When there are arguments of other names. */
  done(): void {
    const unknown = Object.keys(this.values).find((name) => !this.#read.has(name));
    if (unknown !== undefined) refuseArguments(`${unknown} is not an argument of this method`);
  }

  #optional(name: string): Exclude<JsonValue, null> | undefined {
    return this.value(name) ?? undefined;
  }
}

function isIdOrReference(value: JsonValue): value is string {
  if (typeof value !== 'string') return false;
  return isId(value.startsWith('#') ? value.slice(1) : value);
}

function tooMany(name: string, max: number): never {
  throw new MethodError('requestTooLarge', `${name} has more than ${max} elements`);
}
