import { formatUidSet } from '#proto/imap/number-set.ts';

/** Response codes without arguments that this server uses (RFC 9051 §7.1, RFC 5530 §3). */
export type PlainResponseCode =
  | 'ALERT'
  | 'ALREADYEXISTS'
  | 'AUTHENTICATIONFAILED'
  | 'AUTHORIZATIONFAILED'
  | 'CANNOT'
  | 'CLIENTBUG'
  | 'CLOSED'
  | 'CONTACTADMIN'
  | 'EXPIRED'
  | 'HASCHILDREN'
  | 'INUSE'
  | 'LIMIT'
  | 'NONEXISTENT'
  | 'NOPERM'
  | 'NOTSAVED'
  | 'OVERQUOTA'
  | 'PARSE'
  | 'PRIVACYREQUIRED'
  | 'READ-ONLY'
  | 'READ-WRITE'
  | 'SERVERBUG'
  | 'TOOBIG'
  | 'TRYCREATE'
  | 'UIDNOTSTICKY'
  | 'UNAVAILABLE'
  | 'UNKNOWN-CTE';

/** UIDPLUS for APPEND (RFC 9051 §7.1). */
export function appendUid(uidValidity: number, uids: readonly number[]): string {
  return `APPENDUID ${uidValidity} ${formatUidSet(uids)}`;
}

/**
 * UIDPLUS for COPY and MOVE (RFC 9051 §7.1).
 *
 * @param pairs Source and target UIDs in the same order; both grow.
 */
export function copyUid(
  uidValidity: number,
  pairs: readonly (readonly [source: number, target: number])[],
): string {
  const sources = formatUidSet(pairs.map(([source]) => source));
  const targets = formatUidSet(pairs.map(([, target]) => target));
  return `COPYUID ${uidValidity} ${sources} ${targets}`;
}
