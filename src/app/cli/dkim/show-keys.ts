import { dkimKeyView, dkimZoneRecord } from '#app/cli/dkim/dkim-view.ts';
import type { Output } from '#app/cli/output.ts';
import { zoneLines } from '#app/cli/setup/dns-records.ts';
import type { DkimKey } from '#store/operations/dkim/dkim-keys.ts';

/** Records to publish: for zone files, and for forms that ask for name and value. */
export function showKeys(output: Output, keys: readonly DkimKey[]): void {
  const views = keys.map(dkimKeyView);
  const pairs = views.flatMap(({ record, state }) => [
    '',
    `Name   ${record.name} (${state})`,
    `Type   ${record.type}`,
    `Value  ${record.value}`,
  ]);
  output.result([...zoneLines(keys.map(dkimZoneRecord)), ...pairs].join('\n'), views);
}
