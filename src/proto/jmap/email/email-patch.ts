import { Faults } from '#proto/jmap/email/faults.ts';
import { parseKeyword, pointerName, readKeywords } from '#proto/jmap/email/keywords.ts';
import { isId } from '#proto/jmap/ids.ts';
import { isJsonObject, type JsonObject, type JsonValue } from '#proto/jmap/json.ts';
import { SetError } from '#proto/jmap/set-error.ts';

/** A set of names to be changed: added to and taken from, or given anew. */
export type SetChange = {
  /** Whether nothing else stays. */
  readonly replace: boolean;
  readonly add: readonly string[];
  readonly remove: readonly string[];
};

/** What is to be changed of an e-mail (RFC 8621 §4.6). */
export type EmailPatch = {
  readonly keywords: SetChange | undefined;
  /** Ids as the client wrote them, which may be references to what it created. */
  readonly mailboxIds: SetChange | undefined;
  /** Properties that cannot change; they may be given as they are (RFC 8620 §5.3). */
  readonly unchanged: JsonObject;
};

/** Members of one patch: an e-mail has no more keywords and mailboxes. Our choice. */
const membersMax = 500;

/**
 * Reads a PatchObject for an e-mail (RFC 8620 §5.3).
 *
 * @throws {SetError} `invalidProperties` with each wrong one, `invalidPatch`.
 */
export function readEmailPatch(patch: JsonObject): EmailPatch {
  const members = Object.entries(patch);
  if (members.length > membersMax) throw new SetError('invalidPatch', 'The patch is too large');
  const faults = new Faults();
  const unchanged: [string, JsonValue][] = [];
  const keywords = new SetPatch('keywords', patch);
  const mailboxIds = new SetPatch('mailboxIds', patch);
  for (const [path, value] of members) {
    if (keywords.takes(path)) {
      keywords.take(path, value, parseKeyword, faults);
    } else if (mailboxIds.takes(path)) {
      mailboxIds.take(path, value, mailboxId, faults);
    } else if (path.includes('/')) {
      faults.add(path, `${path.slice(0, 50)} cannot be changed`);
    } else {
      unchanged.push([path, value]);
    }
  }
  const whole = {
    keywords: patch['keywords'] === undefined ? undefined : readKeywords(patch['keywords'], faults),
    mailboxIds:
      patch['mailboxIds'] === undefined ? undefined : readMailboxIds(patch['mailboxIds'], faults),
  };
  faults.check();
  return {
    keywords: keywords.change(whole.keywords),
    mailboxIds: mailboxIds.change(whole.mailboxIds),
    unchanged: Object.fromEntries(unchanged),
  };
}

/** The ids of an object such as `{"m1": true}`; undefined, and a fault, for anything else. */
export function readMailboxIds(value: JsonValue, faults: Faults): readonly string[] | undefined {
  if (!isJsonObject(value)) return faults.add('mailboxIds', 'mailboxIds is no object');
  const entries = Object.entries(value);
  if (entries.length === 0) return faults.add('mailboxIds', 'An e-mail is in one mailbox at least');
  for (const [id, on] of entries) {
    if (mailboxId(id) === undefined || on !== true) {
      faults.add(`mailboxIds/${id.slice(0, 50)}`, `"${id.slice(0, 50)}" is no id, or not true`);
    }
  }
  return entries.map(([id]) => id);
}

function mailboxId(text: string): string | undefined {
  return isId(text.startsWith('#') ? text.slice(1) : text) ? text : undefined;
}

/** The members of a patch that are about one property: `keywords`, or `keywords/…`. */
class SetPatch {
  readonly #property: string;
  readonly #isWhole: boolean;
  readonly #add: string[] = [];
  readonly #remove: string[] = [];

  constructor(property: string, patch: JsonObject) {
    this.#property = property;
    this.#isWhole = Object.hasOwn(patch, property);
  }

  takes(path: string): boolean {
    return path === this.#property || path.startsWith(`${this.#property}/`);
  }

  /** @throws {SetError} `invalidPatch` beside the whole property. */
  take(
    path: string,
    value: JsonValue,
    parse: (text: string) => string | undefined,
    faults: Faults,
  ): void {
    if (path === this.#property) return;
    if (this.#isWhole) {
      throw new SetError('invalidPatch', `${this.#property} is given whole and in parts`);
    }
    const name = parse(pointerName(path.slice(this.#property.length + 1)));
    if (name === undefined || (value !== true && value !== null)) {
      faults.add(path, `${path.slice(0, 50)} can be true or null only, if anything`);
    } else if (value === true) {
      this.#add.push(name);
    } else {
      this.#remove.push(name);
    }
  }

  change(whole: readonly string[] | undefined): SetChange | undefined {
    if (whole !== undefined) return { replace: true, add: whole, remove: [] };
    if (this.#add.length + this.#remove.length === 0) return undefined;
    return { replace: false, add: this.#add, remove: this.#remove };
  }
}
