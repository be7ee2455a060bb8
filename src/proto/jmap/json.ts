/** What JSON can say (RFC 8259 §3). */
export type JsonValue = null | boolean | number | string | readonly JsonValue[] | JsonObject;

/** A JSON object; absent members are undefined. */
export type JsonObject = { readonly [name: string]: JsonValue };

/** Whether a value is an object, neither null nor an array. */
export function isJsonObject(value: JsonValue | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Whether a value is an array. */
export function isJsonArray(value: JsonValue | undefined): value is readonly JsonValue[] {
  return Array.isArray(value);
}

/** Whether a value can be written as JSON, on the face of it: what is within is not looked at. */
export function isJsonValue(value: unknown): value is JsonValue {
  if (value === null || typeof value === 'object' || typeof value === 'string') return true;
  return typeof value === 'boolean' || (typeof value === 'number' && Number.isFinite(value));
}

/** The member of that name; undefined when the object itself has none, whatever it inherits. */
export function memberOf(object: JsonObject, name: string): JsonValue | undefined {
  return Object.hasOwn(object, name) ? object[name] : undefined;
}
