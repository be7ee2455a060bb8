import {
  isJsonArray,
  isJsonObject,
  type JsonObject,
  type JsonValue,
  memberOf,
} from '#proto/jmap/json.ts';
import { MethodError, refuseArguments } from '#proto/jmap/method-error.ts';

/** Operators and conditions of one filter: each is judged for every object. Our choice. */
export const filterNodesMax = 500;

/** Operators inside one another. Our choice; people write 3. */
const filterDepthMax = 20;

/** What a query filters by (RFC 8620 §5.5). */
export type Filter<Condition> =
  | {
      readonly operator: 'AND' | 'OR' | 'NOT';
      readonly conditions: readonly Filter<Condition>[];
    }
  | { readonly condition: Condition };

/**
 * Reads a FilterOperator or FilterCondition (RFC 8620 §5.5).
 *
 * @param parse Reads a condition of the type.
 * @throws {MethodError} `unsupportedFilter` when it is too large; `invalidArguments`.
 */
export function parseFilter<Condition>(
  value: JsonValue,
  parse: (object: JsonObject) => Condition,
): Filter<Condition> {
  let nodes = 0;
  const read = (node: JsonValue, depth: number): Filter<Condition> => {
    if (++nodes > filterNodesMax || depth > filterDepthMax) {
      throw new MethodError('unsupportedFilter', 'The filter is too large');
    }
    if (!isJsonObject(node)) return refuseArguments('A filter is an object');
    const operator = memberOf(node, 'operator');
    if (operator === undefined) return { condition: parse(node) };
    const conditions = memberOf(node, 'conditions');
    if (operator !== 'AND' && operator !== 'OR' && operator !== 'NOT') {
      return refuseArguments('An operator is AND, OR or NOT');
    }
    if (!isJsonArray(conditions)) return refuseArguments('An operator has a list of conditions');
    return { operator, conditions: conditions.map((one) => read(one, depth + 1)) };
  };
  return read(value, 1);
}

/**
 * Whether an object matches a filter; undefined where a condition that matters is undecided. No
 * filter matches everything; NOT says that none of its conditions matches (RFC 8620 §5.5).
 */
export function matchesFilter<Condition>(
  filter: Filter<Condition> | undefined,
  judge: (condition: Condition) => boolean | undefined,
): boolean | undefined {
  if (filter === undefined) return true;
  if ('condition' in filter) return judge(filter.condition);
  const { operator, conditions } = filter;
  // One condition with this answer decides.
  const deciding = operator !== 'AND';
  let undecided = false;
  for (const one of conditions) {
    const match = matchesFilter(one, judge);
    if (match === deciding) return operator === 'OR';
    if (match === undefined) undecided = true;
  }
  if (undecided) return undefined;
  return operator !== 'OR';
}

/** All conditions of a filter. */
export function* conditionsOf<Condition>(
  filter: Filter<Condition> | undefined,
): Generator<Condition> {
  if (filter === undefined) return;
  if ('condition' in filter) yield filter.condition;
  else for (const one of filter.conditions) yield* conditionsOf(one);
}
