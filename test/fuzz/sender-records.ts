import {
  claimedAuthservIds,
  parseAuthenticationResults,
} from '#proto/authentication-results/parse.ts';
import { ParseError } from '#proto/cursor.ts';
import { parseDmarcRecord } from '#proto/dmarc/record.ts';
import {
  expandMacros,
  type MacroString,
  parseExplanation,
  shortenName,
  targetNameLengthMax,
} from '#proto/spf/macro-string.ts';
import { parseSpfRecord } from '#proto/spf/record.ts';

const parsers: readonly ((text: string) => unknown)[] = [
  parseDmarcRecord,
  (text) => expand(parseExplanation(text)),
  (text) => expand(parseSpfRecord(text).redirect ?? []),
  checkClaim,
];

/**
 * Gives the octets to the readers of SPF and DMARC records, of SPF's explanations, whose macros are
 * expanded, and of Authentication-Results.
 *
 * @throws Whatever is not ParseError: a bug.
 */
export function fuzzSenderRecords(octets: Uint8Array): void {
  const text = Buffer.from(octets).toString('latin1');
  for (const parse of parsers) {
    try {
      parse(text);
    } catch (error) {
      if (!(error instanceof ParseError)) throw error;
    }
  }
}

function expand(macros: MacroString): void {
  const name = shortenName(expandMacros(macros, (letter) => `${letter}-a.b.c`));
  if (name.length > targetNameLengthMax) throw new Error('A name is too long');
}

/** Whom a field speaks for by the grammar must be among those whom it claims to speak for. */
function checkClaim(text: string): void {
  const claims = claimedAuthservIds(text);
  const plain = parseAuthenticationResults(text).authservId.replaceAll(/[\s\0]+/g, '');
  if (plain === '' || claims.some((claim) => claim.startsWith(plain))) return;
  throw new Error(`A field speaks for ${plain} unseen`);
}
