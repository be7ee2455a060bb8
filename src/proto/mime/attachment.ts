import { decodeWords } from '#proto/mime/encoded-word.ts';
import { parameter } from '#proto/mime/parameters.ts';
import { fieldValue, type Part } from '#proto/mime/structure.ts';

/** Whether a message has a part that people would call an attachment (RFC 8621 §4.1.4). */
export function hasAttachment(part: Part, parent?: Part): boolean {
  if (part.type === 'multipart') {
    // What is inside an encrypted part cannot be known; its wrapping is no attachment (RFC 3156 §4).
    if (part.subtype === 'encrypted') return false;
    return part.children.some((child) => hasAttachment(child, part));
  }
  if (isProtection(part)) return false;
  const disposition = part.disposition?.value ?? '';
  if (disposition !== '') return disposition !== 'inline';
  if (part.type === 'text') return fileName(part) !== undefined;
  if (parent?.subtype === 'related') return fieldValue(part, 'content-id') === undefined;
  // The machine's half of a report (RFC 6522 §3).
  return parent?.subtype !== 'report' || part.subtype === 'rfc822';
}

/**
 * The name of a part as a file, decoded (RFC 2183 §2.3).
 *
 * RFC 2047 §5 forbids encoded words in parameters; Outlook and Gmail write them all the same.
 */
export function fileName(part: Part): string | undefined {
  const { disposition, parameters } = part;
  const given = disposition && parameter(disposition.parameters, 'filename');
  const name = given ?? parameter(parameters, 'name');
  if (name === undefined || !name.includes('=?')) return name;
  return decodeWords(Buffer.from(name).toString('latin1'));
}

/** Signatures and S/MIME wrappings (RFC 3156 §5, RFC 8551 §3). */
function isProtection({ type, subtype }: Part): boolean {
  return type === 'application' && /^(pgp-signature|(x-)?pkcs7-(signature|mime))$/.test(subtype);
}
