import { checkValue, ComposeError } from '#proto/mime/compose/compose-error.ts';
import type {
  ComposedField,
  ComposedGroup,
  ComposedMailbox,
  ComposedParameter,
} from '#proto/mime/compose/composed-part.ts';
import {
  encodedTokens,
  foldField,
  needsEncoding,
  textTokens,
} from '#proto/mime/compose/field-text.ts';
import { parameterTokens } from '#proto/mime/compose/parameter-text.ts';
import { formatDate } from '#proto/smtp/received.ts';

/** Characters of a field's name. Our choice; RFC 5322 §2.1.1 leaves it at the line's 998. */
export const fieldNameMax = 76;

/** Mailboxes of one field. Our choice: far more than one message may have recipients. */
export const fieldMailboxesMax = 10_000;

/** Octets of a line (RFC 5322 §2.1.1). */
const lineOctetsMax = 998;

/** Characters of an address, which in quotes can double (RFC 5321 §4.5.3.1: 320 octets). */
const addressMax = 400;

/** Characters of a URL or a message id: it stands on one line. */
const unfoldableMax = 900;

const fieldName = /^[!-9;-~]+$/;
const atoms =
  /^[\w!#$%&'*+/=?^`{|}~\u0080-\u{10ffff}-]+(?:\.[\w!#$%&'*+/=?^`{|}~\u0080-\u{10ffff}-]+)*$/u;
const phrase = /^[\w!#$%&'*+/=?^`{|}~ -]*$/;
const domainText = /^(?:[^\s<>()[\]\\,;:"@]+|\[[^\s<>[\]\\]+\])$/;

/** One field with its CRLF, folded and encoded. @throws {ComposeError} */
export function formatField(field: ComposedField): string {
  const { name } = field;
  if (name.length > fieldNameMax || !fieldName.test(name)) {
    throw new ComposeError(name, `"${name.slice(0, fieldNameMax)}" is no name of a header field`);
  }
  if ('text' in field) return foldField(name, textTokens(name, field.text, name.length + 1));
  if ('addresses' in field) {
    const where = { name, lenient: field.lenient === true };
    return foldField(name, addressTokens(where, field.addresses));
  }
  if ('messageIds' in field) {
    const form = field.lenient === true ? /^[^\s<>]+$/ : /^[^\s<>@]+@[^\s<>@]+$/;
    return foldField(name, idTokens(name, field.messageIds, form));
  }
  if ('urls' in field) return foldField(name, urlTokens(name, field.urls));
  if ('date' in field) return foldField(name, [` ${formatDate(field.date)}`]);
  return rawField(name, field.raw);
}

/** A field such as Content-Type: a value and its parameters. @throws {ComposeError} */
export function parameterField(
  name: string,
  value: string,
  parameters: readonly ComposedParameter[],
): string {
  const tokens = [` ${value}`, ...parameterTokens(parameters)];
  const last = tokens.length - 1;
  return foldField(
    name,
    tokens.map((token, at) => (at === last ? token : `${token};`)),
  );
}

/** A field of addresses: its name, and whether what is no address is written too. */
type AddressField = { readonly name: string; readonly lenient: boolean };

function addressTokens(
  field: AddressField,
  addresses: readonly (ComposedMailbox | ComposedGroup)[],
): string[] {
  const { name } = field;
  if (addresses.length === 0 || addresses.length > fieldMailboxesMax) {
    throw new ComposeError(name, `${name} names no address, or more than ${fieldMailboxesMax}`);
  }
  return separated(
    addresses.map((one) => ('group' in one ? groupTokens(field, one) : mailboxTokens(field, one))),
  );
}

/** RFC 5322 §3.4: `name: mailboxes;`. */
function groupTokens(field: AddressField, { group, mailboxes }: ComposedGroup): string[] {
  const tokens = phraseTokens(field.name, group === '' ? 'group' : group);
  return [
    ...withEnd(tokens, ':'),
    ...withEnd(separated(mailboxes.map((one) => mailboxTokens(field, one))), ';'),
  ];
}

function mailboxTokens(field: AddressField, { name = '', address }: ComposedMailbox): string[] {
  const text = addressText(field, address);
  const tokens = phraseTokens(field.name, name);
  return tokens.length === 0 ? [` ${text}`] : [...tokens, ` <${text}>`];
}

/** `local@domain`, the local part quoted where it must be (RFC 5322 §3.4.1). */
function addressText({ name: where, lenient }: AddressField, address: string): string {
  const text = checkValue(where, address);
  const at = text.lastIndexOf('@');
  const local = text.slice(0, at);
  if (at <= 0 || text.length > addressMax || !domainText.test(text.slice(at + 1))) {
    if (lenient && text.length <= addressMax) return `"${text.replace(/["\\]/g, '\\$&')}"`;
    throw new ComposeError(
      where,
      `${where} names "${text.slice(0, 100)}", which is no mail address`,
    );
  }
  const quoted = atoms.test(local) ? local : `"${local.replace(/["\\]/g, '\\$&')}"`;
  return quoted + text.slice(at);
}

/** A display name: as it is, quoted, or encoded (RFC 5322 §3.2.5, RFC 2047 §5). */
function phraseTokens(where: string, name: string): string[] {
  const text = checkValue(where, name);
  // Encoded as a whole: a word beside it that is not encoded could hold what ends a phrase.
  if (needsEncoding(text)) return encodedTokens(text, where.length + 1);
  if (phrase.test(text)) return textTokens(where, text, where.length + 1);
  return ` "${text.replace(/["\\]/g, '\\$&')}"`.match(/ +[^ ]*/g) ?? [];
}

function idTokens(name: string, ids: readonly string[], form: RegExp): string[] {
  return ids.map((id) => {
    if (!form.test(id) || id.length > unfoldableMax) {
      throw new ComposeError(name, `${name} holds "${id.slice(0, 100)}", which is no message id`);
    }
    return ` <${checkValue(name, id)}>`;
  });
}

function urlTokens(name: string, urls: readonly string[]): string[] {
  return separated(
    urls.map((url) => {
      if (!/^[a-z][a-z0-9+.-]*:[!-;=?-~]+$/i.test(url) || url.length > unfoldableMax) {
        throw new ComposeError(name, `${name} holds "${url.slice(0, 100)}", which is no URL`);
      }
      return [` <${url}>`];
    }),
  );
}

/** A comma behind each but the last. */
function separated(lists: readonly (readonly string[])[]): string[] {
  return lists.flatMap((tokens, at) => (at === lists.length - 1 ? tokens : withEnd(tokens, ',')));
}

function withEnd(tokens: readonly string[], end: string): string[] {
  return [...tokens.slice(0, -1), `${tokens.at(-1) ?? ' '}${end}`];
}

/** What is folded already: each line break must go on with a blank (RFC 5322 §2.2.3). */
function rawField(name: string, raw: string): string {
  const lines = raw.split('\r\n');
  for (const [at, line] of lines.entries()) {
    const goesOn = at === 0 || /^[ \t]+[^ \t]/.test(line);
    if (!goesOn || /[\0\r\n]/.test(line)) {
      throw new ComposeError(name, `${name} holds a line break that would end the field`);
    }
    if (Buffer.byteLength(line) + (at === 0 ? name.length + 1 : 0) > lineOctetsMax) {
      throw new ComposeError(name, `${name} has a line of more than ${lineOctetsMax} octets`);
    }
  }
  return `${name}:${raw.startsWith(' ') ? '' : ' '}${raw}\r\n`;
}
