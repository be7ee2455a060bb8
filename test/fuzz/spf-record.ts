import { ParseError } from '#proto/cursor.ts';
import { expandMacros, parseExplanation, shortenName } from '#proto/spf/macro-string.ts';
import { parseSpfRecord } from '#proto/spf/record.ts';

/**
 * Gives the octets to the parsers of records and explanations, and expands what they find.
 *
 * @throws Whatever is not ParseError: a bug.
 */
export function fuzzSpfRecord(octets: Uint8Array): void {
  const text = Buffer.from(octets).toString('latin1');
  for (const parse of [parseSpfRecord, parseExplanation]) {
    try {
      const parsed = parse(text);
      const texts = 'directives' in parsed ? [parsed.redirect ?? []] : [parsed];
      for (const macros of texts) {
        const name = shortenName(expandMacros(macros, (letter) => `${letter}-a.b.c`));
        if (name.length > 253) throw new Error('A name is too long');
      }
    } catch (error) {
      if (!(error instanceof ParseError)) throw error;
    }
  }
}
