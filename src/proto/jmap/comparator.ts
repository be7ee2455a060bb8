import { isJsonObject, type JsonObject, type JsonValue, memberOf } from '#proto/jmap/json.ts';
import { MethodError, refuseArguments } from '#proto/jmap/method-error.ts';

/** Comparators of one query. Our choice; clients send 2. */
export const comparatorsMax = 8;

/** How texts can be compared (RFC 8620 §5.5, RFC 4790 §7.1): without case, in ASCII or Unicode. */
export const collationAlgorithms: readonly string[] = ['i;ascii-casemap', 'i;unicode-casemap'];

/** One step of a sort (RFC 8620 §5.5). */
export type Comparator = {
  readonly property: string;
  readonly isAscending: boolean;
  /** As sent, with further members that some properties need. */
  readonly object: JsonObject;
};

/**
 * Reads the comparators of a query (RFC 8620 §5.5).
 *
 * @param properties That the type can be sorted by.
 * @throws {MethodError} `unsupportedSort` for others, and for collations that are not known;
 *   `invalidArguments`.
 */
export function parseSort(list: readonly JsonValue[], properties: readonly string[]): Comparator[] {
  return list.map((value) => {
    if (!isJsonObject(value)) return refuseArguments('A comparator is an object');
    const property = memberOf(value, 'property');
    const isAscending = memberOf(value, 'isAscending') ?? true;
    const collation = memberOf(value, 'collation') ?? undefined;
    if (typeof property !== 'string') return refuseArguments('A comparator has a property');
    if (typeof isAscending !== 'boolean') return refuseArguments('isAscending is true or false');
    if (!properties.includes(property)) {
      throw new MethodError('unsupportedSort', `Nothing is sorted by ${property} here`);
    }
    if (collation !== undefined && !collationAlgorithms.some((known) => known === collation)) {
      throw new MethodError('unsupportedSort', 'The collation is not known');
    }
    return { property, isAscending, object: value };
  });
}
