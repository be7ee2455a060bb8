import { Refusal } from '#base/refusal.ts';
import type { StoreRefusalCode } from '#store/store.ts';

/** Classes of SQLSTATE that are faults of the server or the way to it, not of a statement. */
const faultClasses = new Set(['08', '53', '55', '57', '58']);

/** Another transaction was in the way (serialization_failure, deadlock_detected). */
const conflictCodes = new Set(['40001', '40P01']);

/** True when the same transaction may succeed now. */
export function isConflict(error: unknown): boolean {
  return conflictCodes.has(codeOf(error));
}

/** What a caller may know: a fault of the database becomes a refusal, all else stays as it is. */
export function withoutFault(error: unknown): unknown {
  if (error instanceof Refusal) return error;
  const code = codeOf(error);
  const broken = error instanceof Error && /connection|ECONN/i.test(error.message);
  if (!faultClasses.has(code.slice(0, 2)) && !isConflict(error) && !broken) return error;
  const detail = error instanceof Error ? error.message : String(error);
  const refusal: StoreRefusalCode = code === '53100' ? 'store.full' : 'store.failed';
  return new Refusal(refusal, detail);
}

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}
