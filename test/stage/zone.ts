import { internetClass, responseCodes, typeCodes, type TypeName } from '#proto/dns/codes.ts';
import { foldName } from '#proto/dns/name.ts';
import type { RecordData } from '#proto/dns/record-data.ts';
import { answerTo, type Behaviour } from '#test/stage/dns-server.ts';

/** Seconds that records of a test live. */
const ttlSeconds = 60;

const codes = new Map<string, number>(Object.entries(typeCodes) as [TypeName, number][]);

/** Records by owner name; a name without records exists all the same. */
export type Zone = ReadonlyMap<string, readonly RecordData[]>;

/**
 * Answers from a zone that a test may change meanwhile; what is not in it does not exist.
 *
 * @param signed Says whether the answers count as validated: their AD bit.
 */
export function serveZone(zone: Zone, signed: () => boolean = () => false): Behaviour {
  return ({ query }) => {
    const [question] = query.questions;
    if (question === undefined) return [];
    const { name, code } = question;
    const records = zone.get(foldName(name));
    const flags = { authenticData: signed() };
    if (records === undefined) {
      return [answerTo(query, { responseCode: responseCodes.nameError, flags })];
    }
    const answers = records
      .filter(({ type }) => codes.get(type) === code)
      .map((data) => ({ name, dnsClass: internetClass, ttlSeconds, data }));
    return [answerTo(query, { answers, flags })];
  };
}
