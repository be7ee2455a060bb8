import type { Log } from '#base/log.ts';
import type { Refusal } from '#base/refusal.ts';

/** Logs what a peer was refused: as an error where a fault is behind it that nobody has logged. */
export function logRefusal(
  log: Log,
  { code, message, cause }: Refusal,
  about: { readonly protocol: 'smtp' | 'imap' | 'pop3'; readonly connection: string },
): void {
  const { protocol, connection } = about;
  const fields = { connection, code, reason: message };
  if (cause === undefined) log.info(`${protocol} refused`, fields);
  else log.error(`${protocol} refused`, { ...fields, error: cause });
}
