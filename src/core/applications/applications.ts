import type { LoginDenial } from '#core/auth/login-denial.ts';
import type { Login } from '#core/auth/login-context.ts';
import { type Address, formatAddress, normalizeAddress } from '#core/directory/address.ts';
import type { Recipients } from '#core/directory/recipients.ts';
import type { ApplicationLog } from '#core/applications/application-log.ts';
import { suppressionReply } from '#core/applications/suppression-reply.ts';
import { sendingReply } from '#core/limits/send-scopes.ts';
import type { Reply } from '#proto/smtp/reply.ts';
import type { ApplicationStage } from '#store/operations/application/application-events.ts';
import { findApplication } from '#store/operations/application/find-application.ts';
import { findSuppression } from '#store/operations/suppression/list-suppressions.ts';
import type { Store } from '#store/store.ts';

/** What an application wants to send. Addresses as parsed, their quoting removed. */
export type ApplicationMessage = {
  /** Of the envelope; undefined for the null reverse-path. */
  readonly sender: Address | undefined;
  /** Of the From field. */
  readonly authors: readonly Address[];
  readonly recipients: readonly Address[];
};

/** Why an application may not send, as SMTP says it. */
export type ApplicationRefusal = {
  readonly stage: ApplicationStage;
  readonly reply: Reply;
  /** The recipient that is meant, where one is. */
  readonly recipient?: Address;
};

/** What is asked of applications before their mail is taken in. One for each thread. */
export class Applications {
  readonly #store: Store;
  readonly #recipients: Pick<Recipients, 'maySendAs'>;
  readonly #log: ApplicationLog;

  constructor(store: Store, recipients: Pick<Recipients, 'maySendAs'>, log: ApplicationLog) {
    this.#store = store;
    this.#recipients = recipients;
    this.#log = log;
  }

  /**
   * Asks everything at once: From addresses, limits, suppression lists. What is refused is logged.
   *
   * @param from.remoteAddress Of the peer, for the log.
   * @returns Undefined when it may.
   */
  async mayApplicationSend(
    login: Login,
    message: ApplicationMessage,
    from: { readonly remoteAddress: string },
  ): Promise<ApplicationRefusal | undefined> {
    const refusal = await this.#refusal(login, message);
    if (refusal !== undefined) this.refused(login, { ...refusal, ...from });
    return refusal;
  }

  /** The answer to a recipient that the application does not write to any more. */
  async recipient(login: Login, address: Address): Promise<Reply | undefined> {
    const normal = normalizeAddress(address);
    if (login.application !== true || normal === undefined) return undefined;
    const { tenantId, accountId } = login;
    const place = { tenantId, accountId, address: formatAddress(normal) };
    const found = await this.#store.read(findSuppression, place);
    if (found === undefined) return undefined;
    const application = await this.#store.read(findApplication, accountId);
    return suppressionReply(found, application?.name ?? login.address);
  }

  /** The answer where sending is locked, or one more message for so many recipients passes a limit. */
  async limit(login: Login, recipients: number): Promise<Reply | undefined> {
    return await sendingReply(this.#store, login, recipients);
  }

  /** Logs what an application was refused; of people's logins nothing is kept. Does not wait. */
  refused(
    login: Login,
    about: ApplicationRefusal & { readonly remoteAddress: string; readonly traceId?: string },
  ): void {
    if (login.application !== true) return;
    const { stage, remoteAddress, traceId = '', reply } = about;
    const words = reply.slice(2).join(' ');
    this.#log.refused({ accountId: login.accountId, stage, remoteAddress, traceId, words });
  }

  /** Logs a login that failed. Does not wait. */
  denied(denial: LoginDenial): void {
    this.#log.denied(denial);
  }

  async #refusal(
    login: Login,
    { sender, authors, recipients }: ApplicationMessage,
  ): Promise<ApplicationRefusal | undefined> {
    for (const address of sender === undefined ? authors : [sender, ...authors]) {
      if (await this.#recipients.maySendAs(login.accountId, address)) continue;
      const text = `This login may not send as ${formatAddress(address)}`;
      return { stage: 'sender', reply: [550, '5.7.1', text] };
    }
    const limit = await this.limit(login, recipients.length);
    if (limit !== undefined) return { stage: 'limit', reply: limit };
    for (const recipient of recipients) {
      const reply = await this.recipient(login, recipient);
      if (reply !== undefined) return { stage: 'recipient', reply, recipient };
    }
    return undefined;
  }
}
