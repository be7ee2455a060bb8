import { emptyEnvelope, readMessageHeader, tellEnvelope } from '#proto/mime/envelope.ts';
import {
  enclosesMessage,
  fieldValue,
  type Parameter,
  type Parameterized,
  type Part,
} from '#proto/mime/structure.ts';
import { tellNstring, tellString } from '#proto/mime/tell-string.ts';

/**
 * Octets told of one message's structure; parts behind them are told without parameters, ids and
 * envelopes. Bounds the record whatever the headers hold. Our choice, no RFC's.
 */
export const structureOctetsMax = 1_048_576;

/** Both forms of a structure (RFC 9051 §7.5.2), one character per octet. */
export type ToldStructure = {
  /** BODY: without extension data. */
  readonly body: string;
  /** BODYSTRUCTURE. */
  readonly extended: string;
};

type Budget = { octetsLeft: number };

/** Tells a message's structure as IMAP does, in both forms at once. */
export function tellStructure(root: Part): ToldStructure {
  return tellPart(root, { octetsLeft: structureOctetsMax });
}

/** A part of nothing: multiparts and messages without parts still must have one. */
const nothing = '("text" "plain" NIL NIL NIL "7bit" 0 0)';
const nothingExtended = '("text" "plain" NIL NIL NIL "7bit" 0 0 NIL NIL NIL NIL)';

function tellPart(part: Part, budget: Budget): ToldStructure {
  return part.type === 'multipart' ? tellMultipart(part, budget) : tellSinglePart(part, budget);
}

function tellMultipart(part: Part, budget: Budget): ToldStructure {
  const children = part.children.map((child) => tellPart(child, budget));
  const bodies = children.map(({ body }) => body).join('') || nothing;
  const extended = children.map((child) => child.extended).join('') || nothingExtended;
  const subtype = tellString(part.subtype);
  const parameters = budget.octetsLeft > 0 ? tellParameters(part.parameters) : 'NIL';
  const extension = `${parameters} ${tellExtension(part, budget)}`;
  budget.octetsLeft -= extension.length;
  return {
    body: `(${bodies} ${subtype})`,
    extended: `(${extended} ${subtype} ${extension})`,
  };
}

function tellSinglePart(part: Part, budget: Budget): ToldStructure {
  const told = budget.octetsLeft > 0;
  const basic =
    `${tellString(part.type)} ${tellString(part.subtype)} ` +
    `${told ? tellParameters(part.parameters) : 'NIL'} ` +
    `${told ? tellNstring(fieldValue(part, 'content-id')) : 'NIL'} ` +
    `${told ? tellNstring(fieldValue(part, 'content-description')) : 'NIL'} ` +
    `${told ? tellString(part.encoding) : '"7bit"'} ${part.bodyEnd - part.bodyStart}`;
  const md5 = told ? tellNstring(fieldValue(part, 'content-md5')) : 'NIL';
  const extension = `${md5} ${tellExtension(part, budget)}`;
  budget.octetsLeft -= basic.length + extension.length;
  if (!enclosesMessage(part.type, part.subtype)) {
    const lines = part.type === 'text' ? ` ${part.lines}` : '';
    return { body: `(${basic}${lines})`, extended: `(${basic}${lines} ${extension})` };
  }
  const envelope = told ? tellEnclosed(part, budget) : emptyEnvelope;
  const [message] = part.children;
  const inner = message === undefined ? undefined : tellPart(message, budget);
  const start = `${basic} ${envelope}`;
  return {
    body: `(${start} ${inner?.body ?? nothing} ${part.lines})`,
    extended: `(${start} ${inner?.extended ?? nothingExtended} ${part.lines} ${extension})`,
  };
}

function tellEnclosed(part: Part, budget: Budget): string {
  const [message] = part.children;
  if (message === undefined) return emptyEnvelope;
  const envelope = tellEnvelope(readMessageHeader(message));
  budget.octetsLeft -= envelope.length;
  return envelope;
}

/** Disposition, language and location, which both kinds of parts end with. */
function tellExtension(part: Part, budget: Budget): string {
  if (budget.octetsLeft <= 0) return 'NIL NIL NIL';
  const location = tellNstring(fieldValue(part, 'content-location'));
  return `${tellDisposition(part.disposition)} ${tellLanguage(part)} ${location}`;
}

function tellDisposition(disposition: Parameterized | undefined): string {
  if (disposition === undefined || disposition.value === '') return 'NIL';
  return `(${tellString(disposition.value)} ${tellParameters(disposition.parameters)})`;
}

/** One language as a string, several as a list (RFC 3282 §2). */
function tellLanguage(part: Part): string {
  const field = fieldValue(part, 'content-language');
  const tags = field === undefined ? [] : (field.match(/[^\s,()]+/g) ?? []);
  if (tags.length === 0) return 'NIL';
  const told = tags.map(tellString).join(' ');
  return tags.length === 1 ? told : `(${told})`;
}

function tellParameters(parameters: readonly Parameter[]): string {
  if (parameters.length === 0) return 'NIL';
  return `(${parameters.map(tellParameter).join(' ')})`;
}

const ascii = /^[\0-\x7f]*$/;

/**
 * Continuations are told joined (RFC 2231 §3); text beyond ASCII in the form of RFC 2231 §4, which
 * every client can read, however it was sent.
 */
function tellParameter([name, value]: Parameter): string {
  if (ascii.test(value)) return `${tellString(name)} ${tellString(value)}`;
  const escaped = encodeURIComponent(value.toWellFormed()).replace(/['()*]/g, escapeCharacter);
  return `${tellString(`${name}*`)} ${tellString(`utf-8''${escaped}`)}`;
}

function escapeCharacter(character: string): string {
  return `%${character.charCodeAt(0).toString(16).toUpperCase()}`;
}
