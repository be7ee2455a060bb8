import { Batch, type Invocation } from './batch.ts';
import { ask } from './problem.ts';
import { withRetry } from './retry.ts';
import { Turnstile } from './turnstile.ts';

/** What we read of the session resource (RFC 8620 §2). */
export type JmapSession = {
  readonly capabilities: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  readonly accounts: Readonly<Record<string, JmapAccount>>;
  readonly primaryAccounts: Readonly<Record<string, string>>;
  readonly username: string;
  readonly apiUrl: string;
  readonly downloadUrl: string;
  readonly uploadUrl: string;
  readonly eventSourceUrl: string;
  readonly state: string;
};

export type JmapAccount = {
  readonly name: string;
  readonly isPersonal: boolean;
  readonly isReadOnly: boolean;
  readonly accountCapabilities?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
};

const coreCapability = 'urn:ietf:params:jmap:core';
const mailCapability = 'urn:ietf:params:jmap:mail';

/** Requests of one page at a time; servers allow at least 4 (RFC 8620 §2), and there may be more pages. */
const requestsMax = 3;

/** Speaks JMAP with the server that this page came from, for one account. */
export class JmapClient {
  readonly session: JmapSession;
  readonly accountId: string;
  readonly #turnstile = new Turnstile(requestsMax);

  constructor(session: JmapSession, accountId?: string) {
    this.session = session;
    const primary = session.primaryAccounts[mailCapability] ?? Object.keys(session.accounts)[0];
    this.accountId = accountId ?? primary ?? '';
  }

  /** Reads the session resource. @throws {SignedOutError} and the other errors of `errors.ts`. */
  static async open(): Promise<JmapClient> {
    const answer = await withRetry(() => ask('/jmap/session'));
    return new JmapClient((await answer.json()) as JmapSession);
  }

  batch(): Batch {
    return new Batch(this.accountId);
  }

  has(capability: string): boolean {
    return capability in this.session.capabilities;
  }

  /** Sends a batch; each call has its answer afterwards. Failed methods do not make this throw. */
  async send(batch: Batch, signal?: AbortSignal): Promise<void> {
    const body = JSON.stringify({
      using: this.#using(),
      methodCalls: batch.invocations,
    });
    const send = async (): Promise<readonly Invocation[]> => {
      const answer = await ask(localUrl(this.session.apiUrl), {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body,
        ...(signal === undefined ? {} : { signal }),
      });
      const { methodResponses } = (await answer.json()) as {
        readonly methodResponses: readonly Invocation[];
      };
      return methodResponses;
    };
    const once = () => this.#turnstile.run(send);
    batch.settle(await (batch.repeatable ? withRetry(once) : once()));
  }

  /** Where the browser gets a blob; `type` is what the server is to call it. */
  downloadUrl(blobId: string, name: string, type: string): string {
    return fillTemplate(this.session.downloadUrl, {
      accountId: this.accountId,
      blobId,
      name: name === '' ? 'attachment' : name,
      type,
    });
  }

  get uploadUrl(): string {
    return fillTemplate(this.session.uploadUrl, { accountId: this.accountId });
  }

  /** Everything that the server offers and that is JMAP's, so that each method is allowed. */
  #using(): readonly string[] {
    const offered = Object.keys(this.session.capabilities);
    return [...new Set([coreCapability, mailCapability, ...offered])];
  }
}

/** Fills the variables of a level 1 template (RFC 6570 §3.2.2), and makes the URL ours. */
export function fillTemplate(template: string, values: Readonly<Record<string, string>>): string {
  const filled = template.replaceAll(/\{(\w+)\}/gu, (_, name: string) =>
    encodeURIComponent(values[name] ?? ''),
  );
  return localUrl(filled);
}

/** The path of an absolute URL: behind a proxy the server may not know its own name. */
export function localUrl(url: string): string {
  return url.replace(/^https?:\/\/[^/]+/u, '');
}
