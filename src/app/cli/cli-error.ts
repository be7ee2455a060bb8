import { Refusal } from '#base/refusal.ts';

/** Exit codes of every command. */
export const exitCode = { ok: 0, failed: 1, usage: 2 } as const;

/** Something that the person at the command line can mend: what failed, why, and what to do. */
export class CliError extends Error {
  override readonly name = 'CliError';
  readonly why: string;
  /** What to do about it; empty when nothing helps. */
  readonly advice: string;
  readonly exitCode: number;
  /** For scripts: a refusal's code, or `usage`. */
  readonly code: string;

  constructor(
    what: string,
    rest: {
      readonly why: string;
      readonly advice?: string;
      readonly exitCode?: number;
      readonly code?: string;
      readonly cause?: unknown;
    },
  ) {
    super(what, { cause: rest.cause });
    this.why = rest.why;
    this.advice = rest.advice ?? '';
    this.exitCode = rest.exitCode ?? exitCode.failed;
    this.code = rest.code ?? 'failed';
  }
}

/** Wrong arguments that only the command itself can see. */
export function usageError(what: string, why: string, advice = ''): CliError {
  return new CliError(what, { why, advice, exitCode: exitCode.usage, code: 'usage' });
}

/** What to do about refusals, by their code. */
const advices: Readonly<Record<string, string>> = {
  'tenant.absent': '"postamt tenant list" shows the tenants',
  'tenant.exists': 'Choose another name; "postamt tenant list" shows those that are there',
  'tenant.accounts': 'Raise the limit: "postamt tenant update NAME --accounts N"',
  'tenant.full': 'Raise the quota: "postamt tenant update NAME --quota SIZE"',
  'dkim-key.absent': '"postamt dkim list" shows the keys; "postamt dkim create" makes some',
  'dkim-key.exists': '"postamt dkim show DOMAIN" shows their records',
  'domain.absent': '"postamt domain list" shows the domains; "postamt domain create" makes one',
  'domain.exists': '"postamt domain list" shows whose it is',
  'address.exists': '"postamt account list" and "postamt alias list" show who has it',
  'address.malformed': 'Write the address as name@domain',
  'account.absent': '"postamt account list" shows the accounts',
  'account.removed': 'Bring it back first: "postamt account restore ADDRESS"',
  'application.absent': '"postamt application list" shows the applications',
  'application.exists': 'Choose another name, or change it: "postamt application update NAME"',
  'application.from': 'Say --from ADDRESS for each address that it sends as',
  'webhook.absent': '"postamt webhook list" shows the webhooks',
  'webhook.exists': '"postamt webhook list" shows it; "postamt webhook remove ID" makes room',
  'webhook.limit': 'Remove one that nobody needs: "postamt webhook list"',
  'webhook.disabled': 'Switch it on first: "postamt webhook enable ID"',
  'webhook.url': 'Say a URL as https://shop.example.org/mail-events',
  'webhook-event.absent': '"postamt webhook deliveries ID" shows those that are kept',
  'template.absent': '"postamt template list" shows the templates',
  'template.malformed': 'Mend it there',
  'template.values': 'Say --set name=value, or --values FILE',
  'suppression.absent':
    '"postamt suppression list" shows the tenant\'s list, with --application its own',
  'alias.absent': '"postamt alias list" shows the aliases',
  'credential.absent': '"postamt app-password list ADDRESS" shows those that are there',
  'credential.limit': 'Revoke those that nobody uses: "postamt app-password list ADDRESS"',
  'session.absent': '"postamt session list ADDRESS" shows those that are there',
  'totp.absent': 'Nothing is to be done: the password alone is enough; say --passkeys for passkeys',
  'password.malformed': 'Choose another password',
  'mailbox.full': 'Raise the quota: "postamt account update ADDRESS --quota SIZE"',
  'trace.absent': '"postamt trace" shows the messages of the last 30 days',
  'limit.application': 'Use "postamt application limits NAME"',
  'limit.held': 'Say --cancel-held, or --send-held where it was meant',
  'limit.usual': '"postamt limit show ADDRESS" shows how it sends',
  'queue.absent': '"postamt queue list" shows what waits',
  'queue.busy': 'Try again in a moment: what is being sent can only be waited for',
  'smart-host.absent': '"postamt smart-host list" shows them',
  'smart-host.exists': '"postamt smart-host remove ID" makes room for another',
  'report.absent': '"postamt reports list" shows what is there',
  'store.full': 'Free some space on the disk of the data directory',
  'store.failed': 'Look at the log and the disk; "postamt check" verifies the data directory',
  'store.closed': 'Wait until the server has stopped or started, then try again',
};

/** What to do about errors of the system. */
const systemAdvices: Readonly<Record<string, string>> = {
  EACCES: 'Run the command as the user that owns the file or the data directory',
  EPERM: 'Run the command as the user that owns the file or the data directory',
  ENOSPC: 'Free some space on that disk',
  ENOENT: 'Check the path',
};

/** Any error of a command as something to print. @param what What the command wanted to do. */
export function asCliError(what: string, error: unknown): CliError {
  if (error instanceof CliError) return error;
  const why = error instanceof Error ? error.message : String(error);
  if (error instanceof Refusal) {
    const advice = advices[error.code] ?? '';
    return new CliError(what, { why, advice, code: error.code, cause: error });
  }
  const code = error instanceof Error && 'code' in error ? String(error.code) : 'failed';
  const advice = systemAdvices[code] ?? '';
  return new CliError(what, { why, advice, code, cause: error });
}
