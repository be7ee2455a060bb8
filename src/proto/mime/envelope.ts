import { parseAddressList, type Address, type Mailbox } from '#proto/mime/address.ts';
import { gatherHeader, type HeaderValues } from '#proto/mime/header-values.ts';
import { tellNstring, tellString } from '#proto/mime/tell-string.ts';
import type { Part } from '#proto/mime/structure.ts';

/** The header of a message, its address lists read once for all who tell them. */
export type MessageHeader = {
  readonly values: HeaderValues;
  readonly from: readonly Address[];
  readonly to: readonly Address[];
  readonly cc: readonly Address[];
  readonly bcc: readonly Address[];
};

/** Stands for the envelope of a message that cannot be looked into. */
export const emptyEnvelope = '(NIL NIL NIL NIL NIL NIL NIL NIL NIL NIL)';

/** Reads the header of a message or of one enclosed in it. */
export function readMessageHeader(message: Part): MessageHeader {
  const values = gatherHeader(message.fields);
  return {
    values,
    from: addresses(values.from),
    to: addresses(values.to),
    cc: addresses(values.cc),
    bcc: addresses(values.bcc),
  };
}

/**
 * The ENVELOPE of a message as IMAP tells it (RFC 9051 §7.5.2), one character per octet: values as
 * sent, encoded words not decoded.
 */
export function tellEnvelope({ values, from, to, cc, bcc }: MessageHeader): string {
  const told = tellAddresses(from);
  // RFC 9051 §7.5.2: an absent or empty Sender or Reply-To is that of From.
  const sender = tellAddresses(addresses(values.sender));
  const replyTo = tellAddresses(addresses(values['reply-to']));
  return (
    `(${tellNstring(values.date)} ${tellNstring(values.subject)} ${told} ` +
    `${sender === 'NIL' ? told : sender} ${replyTo === 'NIL' ? told : replyTo} ` +
    `${tellAddresses(to)} ${tellAddresses(cc)} ${tellAddresses(bcc)} ` +
    `${tellNstring(values['in-reply-to'])} ${tellNstring(values['message-id'])})`
  );
}

function addresses(field: string | undefined): readonly Address[] {
  return field === undefined || field === '' ? [] : parseAddressList(field);
}

function tellAddresses(list: readonly Address[]): string {
  if (list.length === 0) return 'NIL';
  let told = '(';
  for (const address of list) {
    if (address.kind === 'mailbox') told += tellMailbox(address);
    else {
      // RFC 9051 §7.5.2: without a host, a mailbox name begins a group and NIL ends it.
      told += `(NIL NIL ${tellString(address.name)} NIL)`;
      for (const member of address.members) told += tellMailbox(member);
      told += '(NIL NIL NIL NIL)';
    }
  }
  return `${told})`;
}

function tellMailbox({ name, route, localPart, domain }: Mailbox): string {
  const adl = route === '' ? 'NIL' : tellString(route);
  const display = name === '' ? 'NIL' : tellString(name);
  return `(${display} ${adl} ${tellString(localPart)} ${tellString(domain)})`;
}
