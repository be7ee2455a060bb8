import { createHash } from 'node:crypto';

import { capabilities } from '#session/http/jmap/capabilities.ts';
import type { JmapAccount, JmapServices } from '#session/http/jmap/method-context.ts';

/** Hex digits of a session state: two that differ are alike once in 2^64 times. */
const stateLength = 16;

/** What of a session a client gets, whoever asks and wherever from. */
export type SessionFacts = {
  readonly username: string;
  readonly accounts: ReadonlyMap<string, JmapAccount>;
};

type Members = Readonly<Record<string, unknown>>;

/** The session resource (RFC 8620 §2). @param origin As `https://mail.example.test`. */
export function sessionResource(
  services: JmapServices,
  facts: SessionFacts,
  origin: string,
): Members {
  const state = sessionState(services, facts);
  return { ...lastingMembers(services, facts, origin), ...urlsAt(origin), state };
}

/** The state that each response tells; another one means: get the session anew (RFC 8620 §3.4). */
export function sessionState(services: JmapServices, facts: SessionFacts): string {
  return stateOf(lastingMembers(services, facts, ''));
}

function stateOf(members: Members): string {
  return createHash('sha256').update(JSON.stringify(members)).digest('hex').slice(0, stateLength);
}

function lastingMembers(
  services: JmapServices,
  { username, accounts }: SessionFacts,
  origin: string,
): Members {
  const shown = [...accounts.values()].map((account) => ({
    account,
    accountCapabilities: accountCapabilities(services, account),
  }));
  return {
    capabilities: Object.fromEntries(
      [...capabilities].flatMap(([uri, { server }]) => {
        const value = server(services, origin);
        return value === undefined ? [] : [[uri, value]];
      }),
    ),
    accounts: Object.fromEntries(
      shown.map(({ account: { id, name, isPersonal, isReadOnly }, accountCapabilities }) => [
        id,
        { name, isPersonal, isReadOnly, accountCapabilities },
      ]),
    ),
    primaryAccounts: Object.fromEntries(
      [...capabilities.keys()].flatMap((uri) => {
        const own = shown.find(({ account }) => account.isPersonal);
        return own !== undefined && uri in own.accountCapabilities ? [[uri, own.account.id]] : [];
      }),
    ),
    username,
  };
}

function accountCapabilities(services: JmapServices, account: JmapAccount): Members {
  return Object.fromEntries(
    [...capabilities].flatMap(([uri, { account: valueOf }]) => {
      const value = valueOf?.(account, services);
      return value === undefined ? [] : [[uri, value]];
    }),
  );
}

/** URI templates of level 1 (RFC 6570 §1.2). */
function urlsAt(origin: string): Members {
  return {
    apiUrl: `${origin}/jmap/api`,
    downloadUrl: `${origin}/jmap/download/{accountId}/{blobId}/{name}?accept={type}`,
    uploadUrl: `${origin}/jmap/upload/{accountId}/`,
    eventSourceUrl: `${origin}/jmap/eventsource?types={types}&closeafter={closeafter}&ping={ping}`,
  };
}
