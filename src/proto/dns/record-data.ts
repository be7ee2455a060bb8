import { internetClass, typeCodes, type TypeName } from '#proto/dns/codes.ts';
import { ipv4Text, ipv6Text, parseIpv4, parseIpv6 } from '#proto/dns/ip-address.ts';
import { readName, writeName } from '#proto/dns/name.ts';
import type { WireReader } from '#proto/dns/wire-reader.ts';
import type { WireWriter } from '#proto/dns/wire-writer.ts';

/** A start of authority (RFC 1035 §3.3.13); the times are seconds. */
export type Soa = {
  readonly type: 'SOA';
  readonly primary: string;
  readonly mailbox: string;
  readonly serial: number;
  readonly refresh: number;
  readonly retry: number;
  readonly expire: number;
  readonly minimum: number;
};

/** What a record says. Texts have one character per octet; names are as `readName` gives them. */
export type RecordData =
  | { readonly type: 'A'; readonly address: string }
  | { readonly type: 'AAAA'; readonly address: string }
  | { readonly type: 'NS'; readonly host: string }
  | { readonly type: 'CNAME'; readonly target: string }
  | { readonly type: 'PTR'; readonly target: string }
  | { readonly type: 'MX'; readonly preference: number; readonly exchange: string }
  | { readonly type: 'TXT'; readonly strings: readonly string[] }
  | Soa
  | {
      readonly type: 'SRV';
      readonly priority: number;
      readonly weight: number;
      readonly port: number;
      readonly target: string;
    }
  | {
      readonly type: 'TLSA';
      readonly usage: number;
      readonly selector: number;
      readonly matching: number;
      readonly association: Uint8Array;
    }
  | { readonly type: 'CAA'; readonly flags: number; readonly tag: string; readonly value: string }
  /** Of a type, or of a class, that is not understood (RFC 3597 §3). */
  | { readonly type: 'OPAQUE'; readonly code: number; readonly octets: Uint8Array };

/** What records of one type say. */
export type DataOf<T extends TypeName> = Extract<RecordData, { readonly type: T }>;

/** Types whose data has the same shape in every class; the others are the Internet's. */
const everyClass: ReadonlySet<string> = new Set(['NS', 'CNAME', 'SOA', 'PTR', 'MX', 'TXT']);

/**
 * Reads a record's data, up to the reader's end.
 *
 * @throws {ParseError} When it does not have the type's shape, or octets are left.
 */
export function readRecordData(reader: WireReader, code: number, dnsClass: number): RecordData {
  const type = typeNames.get(code);
  const known = type !== undefined && (dnsClass === internetClass || everyClass.has(type));
  if (!known) return { type: 'OPAQUE', code, octets: reader.take(reader.left) };
  const data = readers[type](reader);
  if (reader.left > 0) throw reader.error(`Octets after the data of ${type}`);
  return data;
}

export function codeOf(data: RecordData): number {
  return data.type === 'OPAQUE' ? data.code : typeCodes[data.type];
}

/**
 * Writes a record's data. Names are compressed only in the types of RFC 1035 (RFC 3597 §4).
 *
 * @throws {ParseError | RangeError} When a name, an address or a length is impossible.
 */
export function writeRecordData(writer: WireWriter, data: RecordData): void {
  switch (data.type) {
    case 'A':
      return writer.bytes(parseIpv4(data.address));
    case 'AAAA':
      return writer.bytes(parseIpv6(data.address));
    case 'NS':
      return writeName(writer, data.host, true);
    case 'CNAME':
    case 'PTR':
      return writeName(writer, data.target, true);
    case 'MX':
      writer.uint16(data.preference);
      return writeName(writer, data.exchange, true);
    case 'TXT':
      for (const text of data.strings) writer.characterString(text);
      return undefined;
    case 'SOA':
      return writeSoa(writer, data);
    case 'SRV':
      for (const value of [data.priority, data.weight, data.port]) writer.uint16(value);
      return writeName(writer, data.target, false);
    case 'TLSA':
      for (const value of [data.usage, data.selector, data.matching]) writer.octet(value);
      return writer.bytes(data.association);
    case 'CAA':
      writer.octet(data.flags);
      writer.characterString(data.tag);
      return writer.text(data.value);
    case 'OPAQUE':
      return writer.bytes(data.octets);
  }
}

function isTypeName(name: string): name is TypeName {
  return name in typeCodes;
}

const typeNames = new Map(
  Object.keys(typeCodes)
    .filter(isTypeName)
    .map((name) => [typeCodes[name] as number, name]),
);

const readers: { readonly [T in TypeName]: (reader: WireReader) => DataOf<T> } = {
  A: (reader) => ({ type: 'A', address: ipv4Text(reader.take(4)) }),
  AAAA: (reader) => ({ type: 'AAAA', address: ipv6Text(reader.take(16)) }),
  NS: (reader) => ({ type: 'NS', host: readName(reader) }),
  CNAME: (reader) => ({ type: 'CNAME', target: readName(reader) }),
  PTR: (reader) => ({ type: 'PTR', target: readName(reader) }),
  MX: (reader) => ({ type: 'MX', preference: reader.uint16(), exchange: readName(reader) }),
  TXT: (reader) => ({ type: 'TXT', strings: readStrings(reader) }),
  SOA: readSoa,
  SRV: (reader) => ({
    type: 'SRV',
    priority: reader.uint16(),
    weight: reader.uint16(),
    port: reader.uint16(),
    target: readName(reader),
  }),
  TLSA: (reader) => ({
    type: 'TLSA',
    usage: reader.octet(),
    selector: reader.octet(),
    matching: reader.octet(),
    association: reader.take(reader.left),
  }),
  CAA: readCaa,
};

/** One or more character-strings (RFC 1035 §3.3.14); the record's length bounds them. */
function readStrings(reader: WireReader): readonly string[] {
  const strings: string[] = [];
  do strings.push(reader.characterString());
  while (reader.left > 0);
  return strings;
}

function readSoa(reader: WireReader): Soa {
  return {
    type: 'SOA',
    primary: readName(reader),
    mailbox: readName(reader),
    serial: reader.uint32(),
    refresh: reader.uint32(),
    retry: reader.uint32(),
    expire: reader.uint32(),
    minimum: reader.uint32(),
  };
}

function writeSoa(writer: WireWriter, soa: Soa): void {
  writeName(writer, soa.primary, true);
  writeName(writer, soa.mailbox, true);
  const { serial, refresh, retry, expire, minimum } = soa;
  for (const value of [serial, refresh, retry, expire, minimum]) writer.uint32(value);
}

/** A property's tag has at least one character (RFC 8659 §4.1). */
function readCaa(reader: WireReader): DataOf<'CAA'> {
  const flags = reader.octet();
  const tag = reader.characterString();
  if (tag === '') throw reader.error('Empty tag');
  return { type: 'CAA', flags, tag, value: readText(reader) };
}

/** What is left, in pieces: a call takes no more arguments than the stack holds. */
function readText(reader: WireReader): string {
  let text = '';
  while (reader.left > 0) text += reader.text(Math.min(reader.left, textPieceOctetsMax));
  return text;
}

/** Octets turned into text by one call; the stack takes many more. */
const textPieceOctetsMax = 4_096;
