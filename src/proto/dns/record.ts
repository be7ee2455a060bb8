import { readName, writeName } from '#proto/dns/name.ts';
import {
  codeOf,
  readRecordData,
  writeRecordData,
  type RecordData,
} from '#proto/dns/record-data.ts';
import type { WireReader } from '#proto/dns/wire-reader.ts';
import type { WireWriter } from '#proto/dns/wire-writer.ts';

/** A resource record (RFC 1035 §4.1.3). */
export type ResourceRecord = {
  readonly name: string;
  readonly dnsClass: number;
  readonly ttlSeconds: number;
  readonly data: RecordData;
};

/** What stands before a record's data; OPT gives class and time to live another meaning. */
export type RecordHead = {
  readonly name: string;
  readonly code: number;
  readonly dnsClass: number;
  readonly ttl: number;
  readonly data: WireReader;
};

/** The highest time to live, in seconds; what looks higher counts as 0 (RFC 2181 §8). */
export const ttlSecondsMax = 2_147_483_647;

/** @throws {ParseError} When the record is cut short or its name is bad. */
export function readRecordHead(reader: WireReader): RecordHead {
  const name = readName(reader);
  const code = reader.uint16();
  const dnsClass = reader.uint16();
  const ttl = reader.uint32();
  return { name, code, dnsClass, ttl, data: reader.within(reader.uint16()) };
}

/** @throws {ParseError} When the data does not have its type's shape. */
export function recordOf(head: RecordHead): ResourceRecord {
  const { name, code, dnsClass, ttl } = head;
  const data = readRecordData(head.data, code, dnsClass);
  return { name, dnsClass, ttlSeconds: ttl > ttlSecondsMax ? 0 : ttl, data };
}

export function writeRecord(writer: WireWriter, record: ResourceRecord): void {
  writeName(writer, record.name, true);
  writer.uint16(codeOf(record.data));
  writer.uint16(record.dnsClass);
  writer.uint32(record.ttlSeconds);
  writer.withLength(() => writeRecordData(writer, record.data));
}
