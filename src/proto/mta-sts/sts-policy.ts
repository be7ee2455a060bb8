import { ParseError } from '#proto/cursor.ts';
import { isMxPattern } from '#proto/mta-sts/mx-pattern.ts';

/** Octets of a policy (RFC 8461 §3.3 advises 64 KiB). */
export const stsPolicyOctetsMax = 65_536;

/** Patterns of one policy; real ones have below ten. Our choice. */
export const mxPatternsMax = 500;

/** The longest time that a policy may hold, in seconds: a year (RFC 8461 §3.2). */
export const stsMaxAgeSecondsMax = 31_557_600;

/** Digits of max_age (RFC 8461 §3.2). */
const maxAgeShape = /^\d{1,10}$/;

/** What a domain asks of those who send to it (RFC 8461 §3.2). */
export type StsPolicy = {
  readonly mode: 'enforce' | 'testing' | 'none';
  /** Names of mail servers in lower case, or `*.` and a name. */
  readonly mx: readonly string[];
  /** For how long it holds from when it was fetched. */
  readonly maxAgeSeconds: number;
};

/** Where a domain publishes it: at this host and path. */
export function stsPolicyPlace(domain: string): { readonly host: string; readonly path: string } {
  return { host: `mta-sts.${domain}`, path: '/.well-known/mta-sts.txt' };
}

/**
 * Reads a policy. Of a key that is there twice the first counts, unknown ones are passed over, and a
 * time beyond {@link stsMaxAgeSecondsMax} is that.
 *
 * @throws {ParseError} When a key is missing or its value is none.
 */
export function parseStsPolicy(text: string): StsPolicy {
  if (text.length > stsPolicyOctetsMax) {
    throw new ParseError(`Policy over ${stsPolicyOctetsMax} octets`, stsPolicyOctetsMax);
  }
  const fields = new Map<string, string>();
  const mx: string[] = [];
  let offset = 0;
  for (const line of text.split('\n')) {
    const [key, value] = parseField(line, offset);
    if (key === 'mx') mx.push(parsePattern(value, offset));
    else if (!fields.has(key)) fields.set(key, value);
    if (mx.length > mxPatternsMax) throw new ParseError(`Over ${mxPatternsMax} patterns`, offset);
    offset += line.length + 1;
  }
  if (fields.get('version') !== 'STSv1') throw new ParseError('No version STSv1', 0);
  const mode = fields.get('mode');
  if (mode !== 'enforce' && mode !== 'testing' && mode !== 'none') {
    throw new ParseError('No mode', 0);
  }
  const maxAge = fields.get('max_age') ?? '';
  if (!maxAgeShape.test(maxAge)) throw new ParseError('No max_age', 0);
  if (mx.length === 0 && mode !== 'none') throw new ParseError('No mx', 0);
  return { mode, mx, maxAgeSeconds: Math.min(Number(maxAge), stsMaxAgeSecondsMax) };
}

/** The policy line by line, as it is served and as reports quote it (RFC 8460 §4.4). */
export function stsPolicyLines({ mode, mx, maxAgeSeconds }: StsPolicy): readonly string[] {
  const patterns = mx.map((pattern) => `mx: ${pattern}`);
  return ['version: STSv1', `mode: ${mode}`, ...patterns, `max_age: ${maxAgeSeconds}`];
}

/** An empty line gives an empty key, which nobody asks for. */
function parseField(line: string, offset: number): readonly [key: string, value: string] {
  const text = line.replace(/\r$/, '').trimEnd();
  if (text === '') return ['', ''];
  const [, key, value] = /^([\w.-]{1,32})[ \t]*:[ \t]*(\S[^\p{Cc}]*)$/u.exec(text) ?? [];
  if (key === undefined || value === undefined) throw new ParseError('Expected a field', offset);
  return [key, value];
}

function parsePattern(value: string, offset: number): string {
  if (!isMxPattern(value)) throw new ParseError('Expected the name of a mail server', offset);
  return value.toLowerCase();
}
