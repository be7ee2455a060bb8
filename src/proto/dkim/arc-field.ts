import { ParseError } from '#proto/cursor.ts';
import type { TagList } from '#proto/dkim/tag-list.ts';
import { trimBlanks } from '#proto/dkim/tag-list.ts';
import {
  parseAlgorithm,
  parseBase64,
  parseDomain,
  parseNumber,
  parseSelector,
  requireTag,
} from '#proto/dkim/values.ts';

/** Sets of one chain (RFC 8617 §4.2.1). */
export const instancesMax = 50;

/** Digits of `i=` (RFC 8617 §4.2.1). */
const instanceDigitsMax = 2;

/** Digits of `t=` (RFC 6376 §3.5). */
const timeDigitsMax = 12;

/** `i=1;` with comments and folds around each part (RFC 8617 §4.1.1, RFC 5322 §3.2.2). */
const arcInstance = new RegExp(
  ['^', 'i', '=', '([0-9]+)', ';'].join('(?:[ \\t\\r\\n]|\\([^()\\\\]*\\))*'),
  'i',
);

/** What the sealer says of the chain that it found (RFC 8617 §4.4). */
export type ChainStatus = 'none' | 'pass' | 'fail';

/** An ARC-Seal field (RFC 8617 §4.1.3). */
export type ArcSeal = {
  readonly algorithm: string;
  readonly domain: string;
  readonly selector: string;
  readonly chainStatus: ChainStatus;
  readonly signature: Uint8Array;
};

/** @throws {ParseError} When a tag is missing or malformed, or `h=` is there (RFC 8617 §4.1.3). */
export function parseArcSeal(tags: TagList): ArcSeal {
  if (tags.has('h')) throw new ParseError('A seal has no "h"', 0);
  const chainStatus = requireTag(tags, 'cv');
  if (chainStatus !== 'none' && chainStatus !== 'pass' && chainStatus !== 'fail') {
    throw new ParseError('"cv" is none of "none", "pass", "fail"', 0);
  }
  const time = tags.get('t');
  if (time !== undefined) parseNumber(time.value, 't', timeDigitsMax);
  return {
    algorithm: parseAlgorithm(requireTag(tags, 'a')),
    domain: parseDomain(requireTag(tags, 'd')),
    selector: parseSelector(requireTag(tags, 's')),
    chainStatus,
    signature: parseBase64(requireTag(tags, 'b'), 'b'),
  };
}

/** @throws {ParseError} Unless `i=` is a number from 1 to {@link instancesMax}. */
export function parseInstance(tags: TagList): number {
  return checkInstance(requireTag(tags, 'i'));
}

/**
 * Takes the value of an ARC-Authentication-Results field apart: `i=1; ` and what was found
 * (RFC 8617 §4.1.1).
 *
 * @throws {ParseError} When it does not begin with a valid instance.
 */
export function parseArcResults(value: string): {
  readonly instance: number;
  readonly results: string;
} {
  const [all, digits] = arcInstance.exec(value) ?? [];
  if (all === undefined || digits === undefined) throw new ParseError('Expected "i=" and ";"', 0);
  return { instance: checkInstance(digits), results: trimBlanks(value.slice(all.length)) };
}

function checkInstance(text: string): number {
  const instance = parseNumber(text, 'i', instanceDigitsMax);
  if (instance < 1 || instance > instancesMax) throw new ParseError('"i" is out of range', 0);
  return instance;
}
