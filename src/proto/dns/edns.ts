import { optCode } from '#proto/dns/codes.ts';
import { rootName, writeName } from '#proto/dns/name.ts';
import type { RecordHead } from '#proto/dns/record.ts';
import type { WireWriter } from '#proto/dns/wire-writer.ts';

/** What a message says by EDNS (RFC 6891 §6.1.2); its part of the response code is the message's. */
export type Edns = {
  /** Octets of UDP payload that the sender takes. */
  readonly udpOctets: number;
  readonly version: number;
  /** DO: signatures are wanted (RFC 3225 §3). */
  readonly dnssecOk: boolean;
  readonly options: readonly EdnsOption[];
};

export type EdnsOption = { readonly code: number; readonly octets: Uint8Array };

/** Options in one message: a dozen are registered. */
export const optionsMax = 64;

const dnssecOkBit = 0x8000;

/**
 * Reads an OPT record (RFC 6891 §6.1.2).
 *
 * @returns The settings, and the upper eight bits of the response code.
 * @throws {ParseError} On another name than the root, and on options that do not fit.
 */
export function readEdns(head: RecordHead): { edns: Edns; upperCode: number } {
  const { data, ttl } = head;
  if (head.name !== rootName) throw data.error('OPT belongs to the root');
  const options: EdnsOption[] = [];
  while (data.left > 0) {
    if (options.length === optionsMax) throw data.error(`More than ${optionsMax} options`);
    const code = data.uint16();
    options.push({ code, octets: data.take(data.uint16()) });
  }
  const edns = {
    udpOctets: head.dnsClass,
    version: (ttl >>> 16) & 0xff,
    dnssecOk: (ttl & dnssecOkBit) !== 0,
    options,
  };
  return { edns, upperCode: ttl >>> 24 };
}

/** @param upperCode The upper eight bits of the response code. */
export function writeEdns(writer: WireWriter, edns: Edns, upperCode: number): void {
  writeName(writer, rootName, false);
  writer.uint16(optCode);
  writer.uint16(edns.udpOctets);
  writer.octet(upperCode);
  writer.octet(edns.version);
  writer.uint16(edns.dnssecOk ? dnssecOkBit : 0);
  writer.withLength(() => {
    for (const { code, octets } of edns.options) {
      writer.uint16(code);
      writer.withLength(() => writer.bytes(octets));
    }
  });
}
