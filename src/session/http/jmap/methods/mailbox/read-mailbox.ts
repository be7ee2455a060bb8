import type { MailboxDetails } from '#core/mailbox/change-mailboxes.ts';
import { mailboxRoles } from '#core/mailbox/mailbox-roles.ts';
import { parseId } from '#proto/jmap/ids.ts';
import type { JsonObject, JsonValue } from '#proto/jmap/json.ts';
import { invalidProperties } from '#proto/jmap/set-error.ts';
import { actualId, type MethodContext } from '#session/http/jmap/method-context.ts';
import { ownProperties } from '#session/http/jmap/methods/mailbox/mailbox-object.ts';

/** The largest sortOrder: below 2^31 (RFC 8621 §2). */
const sortOrderMax = 2 ** 31 - 1;

type Given = { -readonly [Name in keyof MailboxDetails]?: MailboxDetails[Name] };

/**
 * Reads what a client sets of a mailbox, in `create` or as a patch (RFC 8621 §2.5). Null stands for
 * the default (RFC 8620 §5.3).
 *
 * @param unchanged What of the other properties may stand there: what is so already.
 * @throws {SetError} `invalidProperties`, naming each that is wrong.
 */
export function readMailbox(
  context: MethodContext,
  object: JsonObject,
  unchanged: Readonly<Record<string, unknown>> = {},
): Given {
  const given: Given = {};
  const wrong: string[] = [];
  for (const [property, value] of Object.entries(object)) {
    const known = ownProperties.includes(property);
    if (
      known ? !readProperty(context, given, [property, value]) : !isSame(value, unchanged[property])
    ) {
      wrong.push(property);
    }
  }
  if (wrong.length > 0) throw invalidProperties(wrong);
  return given;
}

/** Takes a property over; false when its value is none that it can have. */
function readProperty(
  context: MethodContext,
  given: Given,
  [property, value]: readonly [string, JsonValue],
): boolean {
  switch (property) {
    case 'name':
      if (typeof value !== 'string') return false;
      given.name = value.normalize('NFC');
      return true;
    case 'parentId': {
      const id = typeof value === 'string' ? actualId(context, value) : undefined;
      const parentId = value === null ? 0 : parseId('m', id ?? '');
      if (parentId === undefined) return false;
      given.parentId = parentId;
      return true;
    }
    case 'role': {
      const role = value === null ? 0 : mailboxRoles.get(typeof value === 'string' ? value : '');
      if (role === undefined) return false;
      given.role = role;
      return true;
    }
    case 'sortOrder': {
      const order = value ?? 0;
      if (typeof order !== 'number' || !Number.isSafeInteger(order)) return false;
      if (order < 0 || order > sortOrderMax) return false;
      given.sortOrder = order;
      return true;
    }
    default: {
      const subscribed = value ?? false;
      if (typeof subscribed !== 'boolean') return false;
      given.subscribed = subscribed;
      return true;
    }
  }
}

function isSame(value: JsonValue, now: unknown): boolean {
  return now !== undefined && JSON.stringify(value) === JSON.stringify(now);
}
