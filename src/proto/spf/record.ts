import { ParseError } from '#proto/cursor.ts';
import { parseIpv4, parseIpv6 } from '#proto/dns/ip-address.ts';
import { type MacroString, parseDomainSpec, parseMacroString } from '#proto/spf/macro-string.ts';

/** Octets of a record: real ones have 450, what UDP carries. Bounds the work; our choice. */
export const recordOctetsMax = 16_384;

/** What a mechanism that matches says (RFC 7208 §4.6.2). */
export type Qualifier = '+' | '-' | '~' | '?';

/** Bits of an address that must be the same, by its length (RFC 7208 §5.6). */
export type PrefixLengths = { readonly ipv4: number; readonly ipv6: number };

/** What an address is compared with (RFC 7208 §5). Without a domain the current one is meant. */
export type Mechanism =
  | { readonly kind: 'all' }
  | { readonly kind: 'include'; readonly domain: MacroString }
  | { readonly kind: 'exists'; readonly domain: MacroString }
  | {
      readonly kind: 'a' | 'mx';
      readonly domain: MacroString | undefined;
      readonly bits: PrefixLengths;
    }
  | { readonly kind: 'ptr'; readonly domain: MacroString | undefined }
  | { readonly kind: 'ip'; readonly octets: Uint8Array; readonly bits: number };

export type Directive = {
  readonly qualifier: Qualifier;
  readonly mechanism: Mechanism;
  /** As written. */
  readonly text: string;
};

/** A record of a domain (RFC 7208 §4.6.1). */
export type SpfRecord = {
  readonly directives: readonly Directive[];
  readonly redirect: MacroString | undefined;
  readonly explanation: MacroString | undefined;
};

const version = /^v=spf1(?: |$)/i;
const modifier = /^([a-z][a-z0-9\-_.]*)=(.*)$/is;
const directive = /^([-+~?]?)([a-z][a-z0-9]*)(.*)$/is;

/** A domain and prefix lengths, each of which may lack. */
const domainAndBits = /^(?::(.*?))?(?:\/(0|[1-9][0-9]?))?(?:\/\/(0|[1-9][0-9]{0,2}))?$/s;

/** An address and a prefix length. */
const addressAndBits = /^:([^/]*)(?:\/(0|[1-9][0-9]{0,2}))?$/;

/** Whether a TXT record, its strings put together, is one of SPF (RFC 7208 §4.5). */
export function isSpfRecord(text: string): boolean {
  return version.test(text);
}

/**
 * Parses a whole record, which {@link isSpfRecord}; a fault anywhere is a fault of the record
 * (RFC 7208 §4.6).
 *
 * @throws {ParseError} On anything else, and beyond {@link recordOctetsMax}.
 */
export function parseSpfRecord(text: string): SpfRecord {
  if (text.length > recordOctetsMax) throw new ParseError('The record is too long', 0);
  const [first, ...terms] = text.split(' ');
  if (first?.toLowerCase() !== 'v=spf1') throw new ParseError('Expected "v=spf1"', 0);
  const directives: Directive[] = [];
  const modifiers = new Map<string, MacroString>();
  for (const term of terms) {
    if (term === '') continue;
    const [, name, value = ''] = modifier.exec(term) ?? [];
    if (name === undefined) directives.push(parseDirective(term));
    else addModifier(modifiers, name.toLowerCase(), value);
  }
  return {
    directives,
    redirect: modifiers.get('redirect'),
    explanation: modifiers.get('exp'),
  };
}

/** Unknown modifiers are checked and forgotten; known ones come once (RFC 7208 §6). */
function addModifier(modifiers: Map<string, MacroString>, name: string, value: string): void {
  if (name !== 'redirect' && name !== 'exp') {
    parseMacroString(value);
    return;
  }
  if (modifiers.has(name)) throw new ParseError(`"${name}=" comes twice`, 0);
  modifiers.set(name, parseDomainSpec(value));
}

function parseDirective(text: string): Directive {
  const [, sign = '', name = '', rest = ''] = directive.exec(text) ?? [];
  const qualifier = sign === '-' || sign === '~' || sign === '?' ? sign : '+';
  return { qualifier, mechanism: parseMechanism(name.toLowerCase(), rest), text };
}

function parseMechanism(name: string, rest: string): Mechanism {
  switch (name) {
    case 'all':
      if (rest !== '') throw new ParseError('Unexpected text behind "all"', 0);
      return { kind: 'all' };
    case 'include':
    case 'exists':
      return { kind: name, domain: parseDomainSpec(afterColon(rest)) };
    case 'ptr':
      return { kind: name, domain: rest === '' ? undefined : parseDomainSpec(afterColon(rest)) };
    case 'a':
    case 'mx':
      return { kind: name, ...parseDomainAndBits(rest) };
    case 'ip4':
      return parseNetwork(rest, { bitsMax: 32, parseAddress: parseIpv4 });
    case 'ip6':
      return parseNetwork(rest, { bitsMax: 128, parseAddress: parseIpv6 });
    default:
      throw new ParseError('Unknown mechanism', 0);
  }
}

function afterColon(rest: string): string {
  if (!rest.startsWith(':')) throw new ParseError('Expected ":"', 0);
  return rest.slice(1);
}

function parseDomainAndBits(rest: string): {
  readonly domain: MacroString | undefined;
  readonly bits: PrefixLengths;
} {
  const match = domainAndBits.exec(rest);
  if (match === null) throw new ParseError('Expected a domain or a prefix length', 0);
  const [, domain, ipv4, ipv6] = match;
  return {
    domain: domain === undefined ? undefined : parseDomainSpec(domain),
    bits: { ipv4: checkBits(ipv4, 32), ipv6: checkBits(ipv6, 128) },
  };
}

function parseNetwork(
  rest: string,
  rules: { readonly bitsMax: number; readonly parseAddress: (text: string) => Uint8Array },
): Mechanism {
  const [all, address = '', bits] = addressAndBits.exec(rest) ?? [];
  if (all === undefined) throw new ParseError('Expected an address', 0);
  return { kind: 'ip', octets: rules.parseAddress(address), bits: checkBits(bits, rules.bitsMax) };
}

function checkBits(text: string | undefined, bitsMax: number): number {
  if (text === undefined) return bitsMax;
  if (Number(text) > bitsMax) throw new ParseError('The prefix is too long', 0);
  return Number(text);
}
