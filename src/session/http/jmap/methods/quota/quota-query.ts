import { type Comparator, parseSort } from '#proto/jmap/comparator.ts';
import { type Filter, matchesFilter, parseFilter } from '#proto/jmap/filter.ts';
import type { JsonObject, JsonValue } from '#proto/jmap/json.ts';
import { MethodError, refuseArguments } from '#proto/jmap/method-error.ts';
import type { QuotaObject } from '#session/http/jmap/methods/quota/quota-object.ts';
import type { QueryCall } from '#session/http/jmap/query-method.ts';

/** What quotas can be sorted by (RFC 9425 §4.4). */
const sortProperties = ['name', 'used'];

type Judge = (quota: QuotaObject) => boolean;

/** Filters and sorts quotas, and tells their numbers. */
export type QuotaQuery = (quotas: ReadonlyMap<number, QuotaObject>) => readonly number[];

/**
 * Reads filter and sort of a query (RFC 9425 §4.4).
 *
 * @throws {MethodError} `invalidArguments`, `unsupportedFilter`, `unsupportedSort`.
 */
export function readQuotaQuery({ filter, sort }: QueryCall): QuotaQuery {
  const wanted: Filter<Judge> | undefined =
    filter === undefined ? undefined : parseFilter(filter, readCondition);
  const comparators = parseSort(sort, sortProperties);
  return (quotas) =>
    [...quotas]
      .filter(([, quota]) => matchesFilter(wanted, (judge) => judge(quota)) === true)
      .toSorted(([one, first], [other, second]) => {
        const order = compare(comparators, first, second);
        return order === 0 ? one - other : order;
      })
      .map(([number]) => number);
}

function compare(comparators: readonly Comparator[], one: QuotaObject, other: QuotaObject): number {
  for (const { property, isAscending } of comparators) {
    const difference =
      property === 'used' ? one.used - other.used : one.name.localeCompare(other.name);
    if (difference !== 0) return isAscending ? difference : -difference;
  }
  return 0;
}

function readCondition(object: JsonObject): Judge {
  const judges = Object.entries(object).map(([name, value]) => readMember(name, value));
  return (quota) => judges.every((judge) => judge(quota));
}

function readMember(name: string, value: JsonValue): Judge {
  if (typeof value !== 'string') return refuseArguments(`${name} is a string`);
  switch (name) {
    case 'name':
      return (quota) => quota.name.toLowerCase().includes(value.toLowerCase());
    case 'scope':
      return ({ scope }) => scope === value;
    case 'resourceType':
      return ({ resourceType }) => resourceType === value;
    case 'type':
      return ({ types }) => types.includes(value);
    default:
      throw new MethodError('unsupportedFilter', `Nothing is filtered by ${name} here`);
  }
}
