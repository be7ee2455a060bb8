import { stateName, timeText } from '#app/cli/views.ts';
import type { ApplicationRow } from '#store/operations/application/application-row.ts';
import { type SendLimits, sendWindows } from '#store/send-limits.ts';

/** What `--json` shows of an application. */
export function applicationView(row: ApplicationRow) {
  return {
    id: row.accountId,
    name: row.name,
    kind: row.kind,
    tenant: row.tenant,
    login: row.address,
    from: row.fromAddresses,
    networks: row.networks,
    limits: row.limits,
    mailTo: row.mailTo === '' ? null : row.mailTo,
    dkimStream: row.dkimStream === '' ? null : row.dkimStream,
    language: row.language,
    state: stateName(row.state),
    createdAt: timeText(row.createdAt),
  };
}

/** Limits as people read them: `60/120 a minute`, messages before recipients. */
export function limitsText(limits: SendLimits): string {
  const texts = sendWindows().flatMap((window) => {
    const limit = limits[window];
    if (limit === undefined || limit.messages + limit.recipients === 0) return [];
    const { messages, recipients } = limit;
    return [
      `${messages || 'any'}/${recipients || 'any'} ${window === 'hour' ? 'an' : 'a'} ${window}`,
    ];
  });
  return texts.length === 0 ? 'unlimited' : `${texts.join(', ')} (messages/recipients)`;
}
