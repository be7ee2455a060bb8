import { Refusal } from '#base/refusal.ts';
import type { StoreRefusalCode } from '#store/store.ts';

/** SQLite's primary result code for a full disk (SQLITE_FULL). */
const sqliteFull = 13;

/** What a peer may know of a fault of the disk or the database: later, or for now not at all. */
export function storeFailure(error: unknown): Refusal<StoreRefusalCode> {
  const detail = error instanceof Error ? error.message : String(error);
  if (error instanceof Error && 'code' in error) {
    if (error.code === 'ENOSPC' || error.code === 'EDQUOT')
      return new Refusal('store.full', detail);
    if ('errcode' in error && error.errcode === sqliteFull)
      return new Refusal('store.full', detail);
  }
  return new Refusal('store.failed', detail);
}

/** True for an error of the system or of SQLite, as opposed to a bug of ours. */
export function isFault(error: unknown): boolean {
  return error instanceof Error && 'code' in error && !(error instanceof Refusal);
}
