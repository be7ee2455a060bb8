import type { Faults } from '#proto/jmap/email/faults.ts';
import { isJsonObject, type JsonValue } from '#proto/jmap/json.ts';

/** Characters of a keyword (RFC 8621 §4.1.1). */
const keywordLengthMax = 255;

/** Keywords of one message as a client may give them; the store allows fewer. Our choice. */
const keywordsGivenMax = 200;

const keywordForm = /^[!#$&'+-[^-z|}~]+$/;

/** Flags that only IMAP has. */
const imapOnly: ReadonlySet<string> = new Set(['$deleted', '$recent']);

/** A keyword in lower case; undefined for what is none (RFC 8621 §4.1.1). */
export function parseKeyword(text: string): string | undefined {
  const keyword = text.toLowerCase();
  const fits =
    text.length <= keywordLengthMax && keywordForm.test(text) && !/[()%*"\\{]/.test(text);
  return fits && !imapOnly.has(keyword) ? keyword : undefined;
}

/** The keywords of an object such as `{"$seen": true}`; undefined, and a fault, for anything else. */
export function readKeywords(value: JsonValue, faults: Faults): readonly string[] | undefined {
  if (!isJsonObject(value)) return faults.add('keywords', 'keywords is no object');
  const entries = Object.entries(value);
  if (entries.length > keywordsGivenMax)
    return faults.add('keywords', 'There are too many keywords');
  const keywords: string[] = [];
  for (const [name, on] of entries) {
    const keyword = parseKeyword(name);
    if (keyword !== undefined && on === true) keywords.push(keyword);
    else
      faults.add(
        `keywords/${pointerPart(name)}`,
        `"${name.slice(0, 50)}" is no keyword, or not true`,
      );
  }
  return keywords;
}

/** A name as a part of a JSON pointer (RFC 6901 §3). */
export function pointerPart(name: string): string {
  return name.replaceAll('~', '~0').replaceAll('/', '~1');
}

/** The name that a part of a JSON pointer stands for (RFC 6901 §4). */
export function pointerName(part: string): string {
  return part.replaceAll('~1', '/').replaceAll('~0', '~');
}
