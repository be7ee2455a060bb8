import { optCode } from '#proto/dns/codes.ts';
import { readEdns, writeEdns, type Edns } from '#proto/dns/edns.ts';
import { readName, writeName } from '#proto/dns/name.ts';
import {
  readRecordHead,
  recordOf,
  writeRecord,
  type RecordHead,
  type ResourceRecord,
} from '#proto/dns/record.ts';
import { WireReader } from '#proto/dns/wire-reader.ts';
import { WireWriter } from '#proto/dns/wire-writer.ts';

/** What is asked (RFC 1035 §4.1.2). */
export type Question = { readonly name: string; readonly code: number; readonly dnsClass: number };

/** A DNS message (RFC 1035 §4.1); the OPT record is taken out of its additional section. */
export type DnsMessage = {
  readonly id: number;
  readonly flags: DnsFlags;
  readonly operation: number;
  /** Twelve bits with EDNS, four without (RFC 6891 §6.1.3). */
  readonly responseCode: number;
  readonly questions: readonly Question[];
  readonly answers: readonly ResourceRecord[];
  readonly authorities: readonly ResourceRecord[];
  readonly additionals: readonly ResourceRecord[];
  readonly edns: Edns | undefined;
};

/** Bits of the header (RFC 1035 §4.1.1, RFC 4035 §3.1.6). */
export type DnsFlags = {
  readonly response: boolean;
  readonly authoritative: boolean;
  readonly truncated: boolean;
  readonly recursionDesired: boolean;
  readonly recursionAvailable: boolean;
  readonly authenticData: boolean;
  readonly checkingDisabled: boolean;
};

/** Questions in one message: all servers ask and answer one. */
export const questionsMax = 16;

/** Records in one section: more A records than this do not fit into one message. */
export const sectionRecordsMax = 4_096;

const bits = {
  response: 0x8000,
  authoritative: 0x0400,
  truncated: 0x0200,
  recursionDesired: 0x0100,
  recursionAvailable: 0x0080,
  authenticData: 0x0020,
  checkingDisabled: 0x0010,
} as const satisfies Record<keyof DnsFlags, number>;

const operationShift = 11;

/**
 * Reads a message.
 *
 * @throws {ParseError} When it is cut short or too long, and when anything in it is malformed.
 */
export function decodeMessage(octets: Uint8Array): DnsMessage {
  const reader = new WireReader(octets);
  const id = reader.uint16();
  const word = reader.uint16();
  const counts = [reader.uint16(), reader.uint16(), reader.uint16(), reader.uint16()];
  const [questionCount = 0, answerCount = 0, authorityCount = 0, additionalCount = 0] = counts;
  if (questionCount > questionsMax) throw reader.error(`More than ${questionsMax} questions`);
  const questions = Array.from({ length: questionCount }, () => readQuestion(reader));
  const answers = readSection(reader, answerCount).map(plainRecord);
  const authorities = readSection(reader, authorityCount).map(plainRecord);
  const last = readSection(reader, additionalCount);
  if (reader.left > 0) throw reader.error('Octets after the message');
  const [option, ...others] = last.filter(({ code }) => code === optCode);
  if (others.length > 0) throw reader.error('Several OPT records'); // RFC 6891 §6.1.1
  const read = option === undefined ? undefined : readEdns(option);
  return {
    id,
    flags: readFlags(word),
    operation: (word >>> operationShift) & 15,
    responseCode: (read?.upperCode ?? 0) * 16 + (word & 15),
    questions,
    answers,
    authorities,
    additionals: last.filter(({ code }) => code !== optCode).map(recordOf),
    edns: read?.edns,
  };
}

/**
 * Writes a message, names compressed.
 *
 * @throws {ParseError | RangeError} When a name or an address is none, or it becomes too long.
 */
export function encodeMessage(message: DnsMessage): Uint8Array {
  const { questions, answers, authorities, additionals, edns, responseCode } = message;
  if (edns === undefined && responseCode > 15) throw new RangeError('The code needs EDNS');
  const writer = new WireWriter();
  writer.uint16(message.id);
  writer.uint16(
    flagBits(message.flags) | (message.operation << operationShift) | (responseCode & 15),
  );
  writer.uint16(questions.length);
  writer.uint16(answers.length);
  writer.uint16(authorities.length);
  writer.uint16(additionals.length + (edns === undefined ? 0 : 1));
  for (const question of questions) {
    writeName(writer, question.name, true);
    writer.uint16(question.code);
    writer.uint16(question.dnsClass);
  }
  for (const record of [...answers, ...authorities, ...additionals]) writeRecord(writer, record);
  if (edns !== undefined) writeEdns(writer, edns, responseCode >>> 4);
  return writer.finish();
}

function readQuestion(reader: WireReader): Question {
  return { name: readName(reader), code: reader.uint16(), dnsClass: reader.uint16() };
}

function readSection(reader: WireReader, count: number): RecordHead[] {
  if (count > sectionRecordsMax) throw reader.error(`More than ${sectionRecordsMax} records`);
  return Array.from({ length: count }, () => readRecordHead(reader));
}

/** EDNS speaks only in the additional section (RFC 6891 §6.1.1). */
function plainRecord(head: RecordHead): ResourceRecord {
  if (head.code === optCode) throw head.data.error('OPT in the wrong section');
  return recordOf(head);
}

function readFlags(word: number): DnsFlags {
  return {
    response: (word & bits.response) !== 0,
    authoritative: (word & bits.authoritative) !== 0,
    truncated: (word & bits.truncated) !== 0,
    recursionDesired: (word & bits.recursionDesired) !== 0,
    recursionAvailable: (word & bits.recursionAvailable) !== 0,
    authenticData: (word & bits.authenticData) !== 0,
    checkingDisabled: (word & bits.checkingDisabled) !== 0,
  };
}

function flagBits(flags: DnsFlags): number {
  return (
    (flags.response ? bits.response : 0) |
    (flags.authoritative ? bits.authoritative : 0) |
    (flags.truncated ? bits.truncated : 0) |
    (flags.recursionDesired ? bits.recursionDesired : 0) |
    (flags.recursionAvailable ? bits.recursionAvailable : 0) |
    (flags.authenticData ? bits.authenticData : 0) |
    (flags.checkingDisabled ? bits.checkingDisabled : 0)
  );
}
