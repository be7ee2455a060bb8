import { commentEnd, quotedEnd, unescape } from '#proto/mime/lexical.ts';

/** Addresses read of one field; the rest is ignored. Bounds memory. Our choice, no RFC's. */
export const addressesMax = 2_000;

/** Octets looked at for the end of an angle address (an address has 320, and maybe a route). */
export const angleOctetsMax = 1_000;

/** A mailbox as written: one character per octet, quotes removed, encoded words not decoded. */
export type Mailbox = {
  readonly kind: 'mailbox';
  /** The display name, or the comment that stood for it; empty when there is none. */
  readonly name: string;
  /** Source route such as `@a,@b` (RFC 5322 §4.4), mostly empty. */
  readonly route: string;
  readonly localPart: string;
  /** Empty where the sender left it out. */
  readonly domain: string;
};

/** A named group, maybe without members (RFC 5322 §3.4). */
export type Group = {
  readonly kind: 'group';
  readonly name: string;
  readonly members: readonly Mailbox[];
};

export type Address = Mailbox | Group;

/**
 * Reads an address list, as sloppily as senders write it (RFC 5322 §3.4, §4.4). Never throws: what
 * is no address becomes a name without one.
 *
 * @param field The unfolded value of the field, one character per octet.
 */
export function parseAddressList(field: string): Address[] {
  return new AddressReader(field).list();
}

/** The mailboxes of a list, those of groups included. */
export function mailboxesOf(addresses: readonly Address[]): Mailbox[] {
  return addresses.flatMap((address) => (address.kind === 'group' ? address.members : [address]));
}

type Word = { readonly text: string; readonly spaced: boolean };

type AngleAddress = Pick<Mailbox, 'name' | 'route' | 'localPart' | 'domain'>;

const encodedWord = /=\?[^?\s]+\?[bq]\?[^?\s]*\?=/iy;
const atom = /[^\s()<>@,;:"[]+|\[[^\]<>,"]*\]?|[^]/y;

class AddressReader {
  readonly #text: string;
  readonly #found: Address[] = [];
  #at = 0;
  #count = 0;
  #words: Word[] = [];
  #hasAt = false;
  #spaced = false;
  #comment = '';
  #angle: AngleAddress | undefined;
  #group: { name: string; members: Mailbox[] } | undefined;
  // Set once one was found without its end, so that the search for it is not repeated.
  #openComment = false;
  #openQuote = false;

  constructor(text: string) {
    this.#text = text;
  }

  list(): Address[] {
    while (this.#at < this.#text.length && this.#count < addressesMax) this.#step();
    this.#endAddress();
    this.#endGroup();
    return this.#found;
  }

  #step(): void {
    switch (this.#text.charAt(this.#at)) {
      case ' ':
      case '\t':
      case '\r':
      case '\n':
      case '>': // A stray one.
        this.#at++;
        this.#spaced = true;
        return;
      case ',':
        this.#at++;
        return this.#endAddress();
      case ';': // The end of a group, or Outlook's comma.
        this.#at++;
        this.#endAddress();
        return this.#endGroup();
      case ':':
        return this.#beginGroup();
      case '(':
        return this.#readComment();
      case '"':
        return this.#readQuoted();
      case '<':
        return this.#readAngle();
      default:
        return this.#readAtom();
    }
  }

  #readAtom(): void {
    const text = this.#text;
    // Senders leave commas and the like in encoded words, where RFC 2047 §5 forbids them.
    encodedWord.lastIndex = this.#at;
    const encoded = text[this.#at] === '=' ? encodedWord.exec(text) : null;
    atom.lastIndex = this.#at;
    const [word] = encoded ?? atom.exec(text) ?? [text.slice(this.#at)];
    this.#at += word.length;
    this.#addWord(word);
  }

  #addWord(text: string): void {
    this.#words.push({ text, spaced: this.#spaced });
    if (text === '@') this.#hasAt = true;
    this.#spaced = false;
  }

  #readComment(): void {
    const end = this.#openComment ? -1 : commentEnd(this.#text, this.#at);
    if (end < 0) {
      this.#openComment = true;
      this.#readAtom();
      return;
    }
    this.#comment = unescape(this.#text.slice(this.#at + 1, end - 1)).trim();
    this.#at = end;
    this.#spaced = true;
  }

  #readQuoted(): void {
    const end = this.#openQuote ? -1 : quotedEnd(this.#text, this.#at);
    if (end < 0) {
      this.#openQuote = true;
      this.#at++;
      return;
    }
    this.#addWord(unescape(this.#text.slice(this.#at + 1, end - 1)));
    this.#at = end;
  }

  #readAngle(): void {
    if (this.#angle !== undefined) this.#emitAngle(this.#angle); // The comma is missing.
    const end = angleEnd(this.#text, this.#at);
    const name = phrase(this.#words);
    this.#angle = { name, ...angleAddress(this.#text.slice(this.#at + 1, end)) };
    this.#words = [];
    this.#hasAt = false;
    this.#at = end;
  }

  #beginGroup(): void {
    const isName = this.#words.length > 0 && !this.#hasAt;
    if (this.#group !== undefined || this.#angle !== undefined || !isName) {
      this.#readAtom();
      return;
    }
    this.#group = { name: phrase(this.#words), members: [] };
    this.#at++;
    this.#clear();
  }

  #endGroup(): void {
    const group = this.#group;
    if (group === undefined) return;
    this.#group = undefined;
    this.#count++;
    this.#found.push({ kind: 'group', ...group });
  }

  #endAddress(): void {
    if (this.#angle !== undefined) this.#emitAngle(this.#angle);
    else if (this.#words.length > 0) this.#emit(bareAddress(this.#words, this.#comment));
    this.#clear();
  }

  #clear(): void {
    this.#words = [];
    this.#hasAt = false;
    this.#comment = '';
    this.#spaced = false;
  }

  #emitAngle(angle: AngleAddress): void {
    this.#angle = undefined;
    this.#emit({ kind: 'mailbox', ...angle, name: angle.name || this.#comment });
    this.#comment = '';
  }

  #emit(mailbox: Mailbox): void {
    const { name, localPart, domain } = mailbox;
    if (name === '' && localPart === '' && domain === '') return;
    this.#count++;
    if (this.#group === undefined) this.#found.push(mailbox);
    else this.#group.members.push(mailbox);
  }
}

/** An address without angle brackets, a name or a comment maybe beside it. */
function bareAddress(words: readonly Word[], comment: string): Mailbox {
  const at = words.findLastIndex(({ text }) => text === '@');
  const only = words.length === 1 ? words[0] : undefined;
  if (at < 0) {
    const name = only === undefined ? phrase(words) : comment;
    return { kind: 'mailbox', name, route: '', localPart: only?.text ?? '', domain: '' };
  }
  let start = at;
  while (start > 0 && (start === at || joined(words[start - 1], words[start]))) start--;
  let end = at + 1;
  while (end < words.length && (end === at + 1 || joined(words[end - 1], words[end]))) end++;
  return {
    kind: 'mailbox',
    name: phrase(words.slice(0, start)) || comment,
    route: '',
    localPart: words.slice(start, at).map(textOf).join(''),
    domain: words
      .slice(at + 1, end)
      .map(textOf)
      .join(''),
  };
}

/** Blanks may surround the dots of obsolete addresses (RFC 5322 §4.4). */
function joined(left: Word | undefined, right: Word | undefined): boolean {
  if (left === undefined || right === undefined) return false;
  return !right.spaced || left.text.endsWith('.') || right.text.startsWith('.');
}

function textOf({ text }: Word): string {
  return text;
}

function phrase(words: readonly Word[]): string {
  let text = '';
  for (const word of words) text += word.spaced && text !== '' ? ` ${word.text}` : word.text;
  return text;
}

/** What is between the angle brackets: a route, a local part and a domain. */
function angleAddress(inner: string): Omit<AngleAddress, 'name'> {
  const text = bare.test(inner) ? inner : withoutBlanks(inner);
  const route = text.startsWith('@') ? /^(@[^:]*):/.exec(text) : null;
  const spec = route === null ? text : text.slice(route[0].length);
  const at = spec.lastIndexOf('@');
  const local = at < 0 ? spec : spec.slice(0, at);
  return {
    route: route?.[1] ?? '',
    localPart: local.startsWith('"') ? unescape(local.replace(/^"|"$/g, '')) : local,
    domain: at < 0 ? '' : spec.slice(at + 1),
  };
}

const bare = /^[^\s"()<]*$/;

/** Removes blanks and comments, which nest, outside quotes (RFC 5322 §4.4, §3.2.2). */
function withoutBlanks(inner: string): string {
  let kept = '';
  let at = 0;
  while (at < inner.length) {
    const character = inner.charAt(at);
    let end = at + 1;
    if (character === '(') end = commentEnd(inner, at);
    else if (character === '"') end = quotedEnd(inner, at);
    // Nobody closed it: the rest stays, so that nothing is looked through twice.
    if (end < 0) return kept + inner.slice(at).replace(/[\s<]+/g, '');
    if (character !== '(' && !/[\s<]/.test(character)) kept += inner.slice(at, end);
    at = end;
  }
  return kept;
}

/** Where the closing bracket is, or the comma or end that stands for it. */
function angleEnd(text: string, start: number): number {
  let quoted = false;
  const limit = Math.min(text.length, start + angleOctetsMax);
  for (let at = start + 1; at < limit; at++) {
    const character = text[at];
    if (character === '\\') at++;
    else if (character === '"') quoted = !quoted;
    else if (character === '>' && !quoted) return at;
  }
  const comma = text.indexOf(',', start);
  return comma < 0 ? text.length : comma;
}
