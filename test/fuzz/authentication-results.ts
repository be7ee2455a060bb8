import {
  claimedAuthservIds,
  parseAuthenticationResults,
} from '#proto/authentication-results/parse.ts';
import { ParseError } from '#proto/cursor.ts';
import { isDmarcRecord, parseDmarcRecord } from '#proto/dmarc/record.ts';

/**
 * Gives the octets to the readers of Authentication-Results fields and of DMARC records.
 *
 * @throws Whatever is not ParseError: a bug.
 */
export function fuzzAuthenticationResults(octets: Uint8Array): void {
  const text = Buffer.from(octets).toString('latin1');
  const claims = claimedAuthservIds(text);
  try {
    const { authservId } = parseAuthenticationResults(text);
    const plain = authservId.replaceAll(/[\s\0]+/g, '');
    if (plain !== '' && !claims.some((claim) => claim.replaceAll(/\s+/g, '').startsWith(plain))) {
      throw new Error(`A field speaks for ${authservId} unseen`);
    }
  } catch (error) {
    if (!(error instanceof ParseError)) throw error;
  }
  if (!isDmarcRecord(text)) return;
  try {
    parseDmarcRecord(text);
  } catch (error) {
    if (!(error instanceof ParseError)) throw error;
  }
}
