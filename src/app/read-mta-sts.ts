import { SettingsError, type Table } from '#app/toml-table.ts';
import { ownStsMaxAgeSeconds } from '#core/transport/own-sts-policy.ts';
import { isMxPattern } from '#proto/mta-sts/mx-pattern.ts';
import { mxPatternsMax, type StsPolicy, stsMaxAgeSecondsMax } from '#proto/mta-sts/sts-policy.ts';

/** [mta_sts]: what senders are to ask of us; nothing where the table is absent. */
export function ownStsPolicyOf(root: Table, hostname: string): StsPolicy | undefined {
  const table = root.table('mta_sts');
  const mode = table.text('mode') ?? 'enforce';
  const mx = (table.texts('mx') ?? [hostname]).map((pattern) => pattern.toLowerCase());
  const age = table.integer('max_age_seconds', stsMaxAgeSecondsMax) ?? ownStsMaxAgeSeconds;
  table.finish();
  if (!root.names.includes('mta_sts')) return undefined;
  if (mode !== 'enforce' && mode !== 'testing' && mode !== 'none') {
    throw new SettingsError(`mta_sts.mode is "${mode}": use enforce, testing or none`);
  }
  if (mx.length === 0 || mx.length > mxPatternsMax || !mx.every(isMxPattern)) {
    throw new SettingsError('mta_sts.mx takes names of mail servers, as "mail.example.org"');
  }
  return { mode, mx, maxAgeSeconds: age };
}
