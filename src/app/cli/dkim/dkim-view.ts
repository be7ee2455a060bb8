import { timeText } from '#app/cli/views.ts';
import type { DnsRecord } from '#app/cli/setup/dns-records.ts';
import { keyRecordName, keyRecordText, quotedStrings } from '#core/signing-keys/key-record-text.ts';
import { dkimKeyState } from '#store/dkim-key-state.ts';
import type { DkimKey } from '#store/operations/dkim/dkim-keys.ts';

const stateNames: Readonly<Record<number, string>> = {
  [dkimKeyState.prepared]: 'prepared',
  [dkimKeyState.active]: 'active',
  [dkimKeyState.retired]: 'retired',
  [dkimKeyState.removed]: 'removed',
};

/** What `--json` shows of a key: its record, and no secret. */
export function dkimKeyView(key: DkimKey) {
  return {
    domain: key.domain,
    application: key.stream === '' ? null : key.stream,
    selector: key.selector,
    algorithm: key.algorithm,
    state: stateNames[key.state] ?? 'unknown',
    missingSince: timeOrNull(key.missingSince),
    createdAt: timeText(key.createdAt),
    activeAt: timeOrNull(key.activeAt),
    retiredAt: timeOrNull(key.retiredAt),
    removedAt: timeOrNull(key.removedAt),
    record: { name: keyRecordName(key), type: 'TXT', value: keyRecordText(key) },
  };
}

/** The record as a zone file has it. */
export function dkimZoneRecord(key: DkimKey): DnsRecord {
  const value = quotedStrings(keyRecordText(key));
  return { name: `${keyRecordName(key)}.`, type: 'TXT', value };
}

function timeOrNull(ms: number): string | null {
  return ms === 0 ? null : timeText(ms);
}
