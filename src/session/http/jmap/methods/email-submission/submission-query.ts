import type { Submission } from '#core/submission/submissions.ts';
import { type Comparator, parseSort } from '#proto/jmap/comparator.ts';
import { parseUtcDate } from '#proto/jmap/date.ts';
import { type Filter, matchesFilter, parseFilter } from '#proto/jmap/filter.ts';
import { type IdLetter, parseId } from '#proto/jmap/ids.ts';
import { isJsonArray, type JsonObject, type JsonValue } from '#proto/jmap/json.ts';
import { MethodError, refuseArguments } from '#proto/jmap/method-error.ts';
import type { QueryCall } from '#session/http/jmap/query-method.ts';

/** Ids in one condition of a filter. Our choice: as many as one can get. */
const filterIdsMax = 1_000;

/** What a submission can be sorted by (RFC 8621 §7.3); `sentAt` is what some clients write. */
const sortProperties = ['emailId', 'threadId', 'sentAt', 'sendAt'];

type Judge = (submission: Submission) => boolean;

/** What a query of submissions asks for, read. */
export type SubmissionQuery = (submissions: readonly Submission[]) => readonly Submission[];

/**
 * Reads filter and sort of a query (RFC 8621 §7.3).
 *
 * @throws {MethodError} `invalidArguments`, `unsupportedFilter`, `unsupportedSort`.
 */
export function readSubmissionQuery({ filter, sort }: QueryCall): SubmissionQuery {
  const wanted: Filter<Judge> | undefined =
    filter === undefined ? undefined : parseFilter(filter, readCondition);
  const comparators = parseSort(sort, sortProperties);
  return (submissions) =>
    submissions
      .filter((one) => matchesFilter(wanted, (judge) => judge(one)) === true)
      .toSorted((one, other) => compare(comparators, one, other));
}

function compare(comparators: readonly Comparator[], one: Submission, other: Submission): number {
  for (const { property, isAscending } of comparators) {
    const difference = valueOf(one, property) - valueOf(other, property);
    if (difference !== 0) return isAscending ? difference : -difference;
  }
  return other.submissionId - one.submissionId; // The newest first.
}

function valueOf(submission: Submission, property: string): number {
  if (property === 'emailId') return submission.messageId;
  return property === 'threadId' ? submission.threadId : submission.sendAt;
}

/** A FilterCondition: all of its members have to match. */
function readCondition(object: JsonObject): Judge {
  const judges = Object.entries(object).map(([name, value]) => readMember(name, value));
  return (submission) => judges.every((judge) => judge(submission));
}

function readMember(name: string, value: JsonValue): Judge {
  switch (name) {
    case 'identityIds': {
      const ids = idsOf(name, 'i', value);
      return ({ identityId }) => ids.has(identityId);
    }
    case 'emailIds': {
      const ids = idsOf(name, 'e', value);
      return ({ messageId }) => ids.has(messageId);
    }
    case 'threadIds': {
      const ids = idsOf(name, 't', value);
      return ({ threadId }) => ids.has(threadId);
    }
    case 'undoStatus':
      if (typeof value !== 'string') return refuseArguments('undoStatus is a string');
      return ({ undoStatus }) => undoStatus === value;
    case 'before':
    case 'after': {
      const at = typeof value === 'string' ? parseUtcDate(value) : undefined;
      if (at === undefined) return refuseArguments(`${name} is a UTCDate`);
      return name === 'before' ? ({ sendAt }) => sendAt < at : ({ sendAt }) => sendAt >= at;
    }
    default:
      throw new MethodError('unsupportedFilter', `Nothing is filtered by ${name} here`);
  }
}

function idsOf(name: string, letter: IdLetter, value: JsonValue): ReadonlySet<number> {
  if (!isJsonArray(value) || value.length > filterIdsMax) {
    return refuseArguments(`${name} is a list of ${filterIdsMax} ids at most`);
  }
  return new Set(
    value.map((id) =>
      typeof id === 'string' ? (parseId(letter, id) ?? 0) : refuseArguments(`${name} has no id`),
    ),
  );
}
