/** The line above a signature (RFC 3676 §4.3). */
const delimiter = '-- ';

/** The signature as it stands in a text; above a quotation it has no delimiter, which would hide that. */
export function signatureText(signature: string, aboveQuote: boolean): string {
  const trimmed = signature.trim();
  if (trimmed === '') return '';
  return aboveQuote ? trimmed : `${delimiter}\n${trimmed}`;
}

/** Puts another identity's signature in the place of the present one, or where one belongs. */
export function exchangeSignature(
  text: string,
  { from, to }: { readonly from: string; readonly to: string },
): string {
  for (const aboveQuote of [false, true]) {
    const present = signatureText(from, aboveQuote);
    const at = present === '' ? -1 : text.lastIndexOf(present);
    if (at !== -1) {
      const rest = text.slice(at + present.length);
      return text.slice(0, at) + signatureText(to, aboveQuote) + rest;
    }
  }
  return insertSignature(text, to);
}

/** Puts a signature at the end of what is written, above a quotation. */
export function insertSignature(text: string, signature: string): string {
  const quote = quoteStart(text);
  const wanted = signatureText(signature, quote !== text.length);
  if (wanted === '') return text;
  const head = text.slice(0, quote).trimEnd();
  const tail = text.slice(quote);
  return `${head}\n\n${wanted}${tail === '' ? '' : `\n\n${tail}`}`;
}

/** Where the quotation begins, the line that says who wrote it included. */
function quoteStart(text: string): number {
  const found =
    /^(?:[^\n>][^\n]*:\n)?>/mu.exec(text) ?? /^---------- [^\n]+ ----------$/mu.exec(text);
  return found?.index ?? text.length;
}
