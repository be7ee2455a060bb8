/** One check and what it came to (RFC 8601 §2.2). */
export type MethodResult = {
  /** As `dkim`. */
  readonly method: string;
  readonly result: string;
  /** For people, in parentheses; left out when empty. */
  readonly comment: string;
  /** As `['header.d', 'example.org']`; those without a value are left out. */
  readonly properties: readonly (readonly [name: string, value: string])[];
};

/** Characters of a comment that are kept. Our choice: strangers' words stay short. */
export const commentLengthMax = 120;

/** Characters of a value; longer ones are left out, so that no line grows beyond what SMTP carries. */
export const valueLengthMax = 255;

/** Characters of a line where the next word goes to a line of its own (RFC 5322 §2.1.1). */
const lineLengthMax = 78;

const token = /^[!#$%&'*+\-.0-9A-Z^_`a-z{|}~]+$/;
const address = /^[!#$%&'*+\-./0-9=?A-Z^_`a-z{|}~]*@[0-9A-Za-z](?:[-.0-9A-Z_a-z]*[0-9A-Za-z])?$/;

/** An address whose local part needs quotes. */
const quotedAddress = /^(.+)(@[0-9A-Za-z](?:[-.0-9A-Z_a-z]*[0-9A-Za-z])?)$/s;

/** Writes an Authentication-Results field with its CRLF (RFC 8601 §2.2). */
export function formatAuthenticationResults(
  authservId: string,
  results: readonly MethodResult[],
): string {
  const head = `Authentication-Results: ${written(authservId)};`;
  if (results.length === 0) return `${head} none\r\n`;
  return `${head}\r\n\t${results.map(writeResult).join(';\r\n\t')}\r\n`;
}

function writeResult({ method, result, comment, properties }: MethodResult): string {
  const words = [`${method}=${result}`];
  const said = printable(comment)
    .replaceAll(/[()\\]/g, ' ')
    .trim()
    .slice(0, commentLengthMax);
  if (said !== '') words.push(`(${said})`);
  for (const [name, value] of properties) {
    const writable = value !== '' && value.length <= valueLengthMax && printable(value) === value;
    if (writable) words.push(`${name}=${written(value)}`);
  }
  return fold(words);
}

function fold(words: readonly string[]): string {
  let text = '';
  let length = 0;
  for (const word of words) {
    const fits = length + 1 + word.length <= lineLengthMax;
    if (text !== '') text += fits ? ' ' : '\r\n\t ';
    length = fits ? length + 1 + word.length : word.length;
    text += word;
  }
  return text;
}

/** As it is where that is allowed, else as a quoted string; of an address only its local part. */
function written(value: string): string {
  if (token.test(value) || address.test(value)) return value;
  const [, local = value, domain = ''] = quotedAddress.exec(value) ?? [];
  return `"${local.replaceAll(/["\\]/g, '\\$&')}"${domain}`;
}

function printable(text: string): string {
  return text.replaceAll(/[^ -~]+/g, '?');
}
