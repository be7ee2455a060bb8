import type { Vacation } from '#core/vacation/vacations.ts';
import { formatUtcDate, parseUtcDate } from '#proto/jmap/date.ts';
import type { JsonObject, JsonValue } from '#proto/jmap/json.ts';
import { invalidProperties, SetError } from '#proto/jmap/set-error.ts';

/** The id of the one object (RFC 8621 §8). */
export const singletonId = 'singleton';

/** Characters of the subject of an answer: a line of mail (RFC 5322 §2.1.1). */
export const vacationSubjectMax = 900;

/** Characters of one body of an answer. Our choice: it goes to everybody who writes. */
export const vacationBodyMax = 100_000;

/** Names of all properties of a VacationResponse. */
export const vacationProperties = [
  'id',
  'isEnabled',
  'fromDate',
  'toDate',
  'subject',
  'textBody',
  'htmlBody',
] as const;

/** A VacationResponse as JMAP shows it (RFC 8621 §8). */
export function vacationObject(vacation: Vacation): Readonly<Record<string, unknown>> {
  const { enabled, fromAt, toAt, subject, text, html } = vacation;
  return {
    id: singletonId,
    isEnabled: enabled,
    fromDate: fromAt === null ? null : formatUtcDate(fromAt),
    toDate: toAt === null ? null : formatUtcDate(toAt),
    subject,
    textBody: text,
    htmlBody: html,
  };
}

/**
 * A vacation with those members in place of its own.
 *
 * @throws {SetError} `invalidProperties`, `invalidPatch`.
 */
export function changedVacation(vacation: Vacation, patch: JsonObject): Vacation {
  const changed = { ...vacation };
  const wrong: string[] = [];
  for (const [name, value] of Object.entries(patch)) {
    if (name.includes('/')) throw new SetError('invalidPatch', `Nothing can be set at "${name}"`);
    if (!take(changed, name, value)) wrong.push(name);
  }
  if (wrong.length > 0) throw invalidProperties(wrong);
  return changed;
}

type Open = { -readonly [Name in keyof Vacation]: Vacation[Name] };

/** @returns Whether the value is one for that member. Null is the default (RFC 8620 §5.3). */
function take(vacation: Open, name: string, value: JsonValue): boolean {
  switch (name) {
    case 'id':
      return value === singletonId;
    case 'isEnabled':
      vacation.enabled = value === true;
      return value === null || typeof value === 'boolean';
    case 'fromDate':
    case 'toDate': {
      const at = typeof value === 'string' ? parseUtcDate(value) : undefined;
      vacation[name === 'fromDate' ? 'fromAt' : 'toAt'] = at ?? null;
      return value === null || at !== undefined;
    }
    case 'subject':
      vacation.subject = textOf(value);
      return fits(value, vacationSubjectMax) && !/[\r\n]/u.test(vacation.subject ?? '');
    case 'textBody':
      vacation.text = textOf(value);
      return fits(value, vacationBodyMax);
    case 'htmlBody':
      vacation.html = textOf(value);
      return fits(value, vacationBodyMax);
    default:
      return false;
  }
}

/** What says nothing is as if it were not set. */
function textOf(value: JsonValue): string | null {
  return typeof value === 'string' && value.trim() !== '' ? value : null;
}

function fits(value: JsonValue, max: number): boolean {
  if (value === null) return true;
  return typeof value === 'string' && value.length <= max && !value.includes('\0');
}
