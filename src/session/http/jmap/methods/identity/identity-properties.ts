import type { Identity, IdentityDetails, IdentityPerson } from '#core/identities/identities.ts';
import { formatId } from '#proto/jmap/ids.ts';
import { isJsonArray, isJsonObject, type JsonObject, type JsonValue } from '#proto/jmap/json.ts';
import { invalidProperties, SetError } from '#proto/jmap/set-error.ts';

/** Characters of the name of an identity, or of a person in it. Our choice. */
export const identityNameMax = 255;

/** Characters of one signature: a small picture may stand in it. Our choice. */
export const signatureCharactersMax = 200_000;

/** People in `replyTo` or `bcc` of one identity. Our choice. */
export const identityPeopleMax = 100;

/** Characters of an address (RFC 5321 §4.5.3.1.3), with room for a domain beyond ASCII. */
export const emailCharactersMax = 320;

/** Names of all properties of an Identity. */
export const identityProperties = [
  'id',
  'name',
  'email',
  'replyTo',
  'bcc',
  'textSignature',
  'htmlSignature',
  'mayDelete',
] as const;

/** An Identity as JMAP shows it (RFC 8621 §6). */
export function identityObject(identity: Identity): Readonly<Record<string, unknown>> {
  const { identityId, own, ...rest } = identity;
  return { id: formatId('i', identityId), ...rest, mayDelete: !own };
}

/** What an identity is when nothing is said of it. */
export const plainIdentity: IdentityDetails = {
  name: '',
  replyTo: null,
  bcc: null,
  textSignature: '',
  htmlSignature: '',
};

/**
 * Details with those members in place of their own; `email`, `id` and `mayDelete` are the caller's.
 *
 * @throws {SetError} `invalidProperties`, `invalidPatch`.
 */
export function withMembers(details: IdentityDetails, members: JsonObject): IdentityDetails {
  const wrong: string[] = [];
  const changed = { ...details };
  for (const [name, value] of Object.entries(members)) {
    if (name.includes('/')) throw new SetError('invalidPatch', `Nothing can be set at "${name}"`);
    if (!take(changed, name, value)) wrong.push(name);
  }
  if (wrong.length > 0) throw invalidProperties(wrong);
  return changed;
}

type Open = { -readonly [Name in keyof IdentityDetails]: IdentityDetails[Name] };

/** @returns Whether the value is one for that member. Null is the default (RFC 8620 §5.3). */
function take(details: Open, name: string, value: JsonValue): boolean {
  switch (name) {
    case 'name':
    case 'textSignature':
    case 'htmlSignature': {
      const max = name === 'name' ? identityNameMax : signatureCharactersMax;
      const text = textOf(value ?? '', max);
      if (text !== undefined) details[name] = text;
      return text !== undefined && !(name === 'name' && /[\r\n]/u.test(text));
    }
    case 'replyTo':
    case 'bcc': {
      const people = value === null ? null : peopleOf(value);
      if (people !== undefined) details[name] = people;
      return people !== undefined;
    }
    default:
      return false;
  }
}

function textOf(value: JsonValue, max: number): string | undefined {
  return typeof value === 'string' && value.length <= max && !value.includes('\0')
    ? value
    : undefined;
}

/** A list of EmailAddress objects (RFC 8621 §4.1.2.3). */
function peopleOf(value: JsonValue): readonly IdentityPerson[] | undefined {
  if (!isJsonArray(value) || value.length > identityPeopleMax) return undefined;
  const people: IdentityPerson[] = [];
  for (const one of value) {
    if (!isJsonObject(one)) return undefined;
    const { name = null, email = null, ...others } = one;
    const isNamed = name === null || textOf(name, identityNameMax) !== undefined;
    const address = textOf(email, emailCharactersMax);
    if (!isNamed || address === undefined || !address.includes('@')) return undefined;
    if (Object.keys(others).length > 0 || /[\r\n<>]/u.test(address)) return undefined;
    people.push({ name: typeof name === 'string' ? name : null, email: address });
  }
  return people;
}
