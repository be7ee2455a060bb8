import type { Clock } from '#base/clock.ts';
import type { Log } from '#base/log.ts';
import type { Random } from '#base/random.ts';
import { SealBroken, type SecretBox } from '#core/secrets/secret-box.ts';
import { answerText } from '#core/webhooks/answer-text.ts';
import {
  webhookMessage,
  type WebhookMessage,
  webhookMessageId,
} from '#core/webhooks/webhook-message.ts';
import {
  nextWebhookAttempt,
  webhookFailingMsMax,
  webhookRestUntil,
} from '#core/webhooks/webhook-schedule.ts';
import { openWebhookSecrets } from '#core/webhooks/webhook-secret.ts';
import {
  claimWebhookEvents,
  type ClaimedWebhookEvent,
  type DueWebhook,
  dueWebhooks,
} from '#store/operations/webhook/claim-webhook-events.ts';
import { recordWebhookAnswer } from '#store/operations/webhook/record-webhook-answer.ts';
import type { Store } from '#store/store.ts';

/** Requests that are under way at once, to all receivers. Our choice. */
export const postsMax = 64;

/** Of these to one receiver that is well. Our choice. */
const lanePostsMax = 4;

/** Receivers looked at in one go; more than can be busy, so that nobody starves. */
const dueWebhooksMax = 2 * postsMax;

/** An event whose fate nobody wrote down is told again after as long, in milliseconds. Ours. */
export const webhookLeaseMs = 60_000;

/** Milliseconds between two looks while slow receivers are waited for. Ours. */
const lookMs = 500;

/** HTTP status by which a receiver says that it wants no more (Standard Webhooks). */
const goneStatus = 410;

/** Posts to a URL; status 0 and words where nobody answered. Throws nothing. */
export type PostWebhook = (
  request: WebhookMessage & {
    readonly url: string;
    readonly allowPrivate: boolean;
    readonly signal?: AbortSignal;
  },
) => Promise<{ readonly status: number; readonly text: string }>;

export type WebhookSenderWorld = {
  readonly store: Store;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  readonly secrets: Pick<SecretBox, 'open'>;
  readonly post: PostWebhook;
};

/** Tells receivers what is due. One at a time may work on a store. */
export class WebhookSender {
  readonly #world: WebhookSenderWorld;
  /** Requests under way by webhook. */
  readonly #lanes = new Map<number, number>();
  readonly #underWay = new Set<Promise<void>>();
  /** Called when a request has ended. */
  #wake: () => void = () => {};
  #cut = new AbortController();
  /** Events of each webhook that were not kept, as far as the log has them. */
  readonly #dropped = new Map<number, number>();
  #told = 0;
  #failed = 0;

  constructor(world: WebhookSenderWorld) {
    this.#world = world;
  }

  /**
   * Tells what is due, until nothing is. A stop breaks off what is under way: that is told again.
   *
   * @returns How many were taken and how many failed; undefined for none.
   * @throws {Refusal} `store.failed`, `store.closed`.
   */
  async run(
    stopped: () => boolean,
  ): Promise<{ readonly told: number; readonly failed: number } | undefined> {
    this.#told = 0;
    this.#failed = 0;
    this.#cut = new AbortController();
    try {
      while (!stopped()) {
        await this.#fill(stopped);
        if (this.#underWay.size === 0) break;
        await this.#change();
      }
    } finally {
      this.#cut.abort();
      await Promise.all(this.#underWay);
    }
    const [told, failed] = [this.#told, this.#failed];
    return told + failed === 0 ? undefined : { told, failed };
  }

  /** Starts as many requests as may be under way. */
  async #fill(stopped: () => boolean): Promise<void> {
    const { store } = this.#world;
    if (this.#underWay.size >= postsMax) return;
    const due = await store.read(dueWebhooks, { limit: dueWebhooksMax });
    for (const webhook of due) {
      this.#noteDropped(webhook);
      const limit = this.#room(webhook);
      if (limit <= 0 || stopped()) continue;
      const { accountId, webhookId } = webhook;
      const claim = { accountId, webhookId, limit, leaseMs: webhookLeaseMs };
      for (const event of await store.write(claimWebhookEvents, claim)) this.#start(webhook, event);
    }
  }

  /** A receiver that fails gets one request at a time, as do all when there is little room. */
  #room({ webhookId, failures }: DueWebhook): number {
    const left = postsMax - this.#underWay.size;
    const laneMax = failures > 0 || left < postsMax / 2 ? 1 : lanePostsMax;
    return Math.min(left, laneMax - (this.#lanes.get(webhookId) ?? 0));
  }

  /** Says once that events were too many to be kept. */
  #noteDropped({ webhookId, accountId, dropped }: DueWebhook): void {
    const before = this.#dropped.get(webhookId) ?? 0;
    if (dropped <= before) return;
    this.#dropped.set(webhookId, dropped);
    this.#world.log.warn('Webhook events dropped: too many wait', {
      webhookId,
      accountId,
      events: dropped - before,
    });
  }

  #start(webhook: DueWebhook, event: ClaimedWebhookEvent): void {
    const { webhookId } = webhook;
    this.#lanes.set(webhookId, (this.#lanes.get(webhookId) ?? 0) + 1);
    const work = this.#tell(webhook, event)
      .catch((error: unknown) => {
        this.#world.log.error('Webhook event not settled', { webhookId, error });
      })
      .finally(() => {
        this.#underWay.delete(work);
        const left = (this.#lanes.get(webhookId) ?? 1) - 1;
        if (left === 0) this.#lanes.delete(webhookId);
        else this.#lanes.set(webhookId, left);
        this.#wake();
      });
    this.#underWay.add(work);
  }

  /** Resolves when a request has ended, or it is time to look again. */
  async #change(): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#wake = resolve;
    const timer = this.#world.clock.after(lookMs, resolve);
    await promise;
    timer.cancel();
  }

  async #tell(webhook: DueWebhook, event: ClaimedWebhookEvent): Promise<void> {
    const { url, allowPrivate } = webhook;
    const { signal } = this.#cut;
    const message = this.#message(webhook, event);
    const answer =
      message === undefined
        ? { status: 0, text: 'The secret cannot be opened: see the log of the server' }
        : await this.#world.post({ ...message, url, allowPrivate: allowPrivate === 1, signal });
    if (signal.aborted && answer.status === 0) return;
    await this.#settle(webhook, event, answer);
  }

  #message(webhook: DueWebhook, event: ClaimedWebhookEvent): WebhookMessage | undefined {
    const { secrets, clock, log } = this.#world;
    try {
      const now = clock.now();
      const keys = openWebhookSecrets(webhook, secrets, now);
      const sent = { id: webhookMessageId(event), payload: event.payload };
      return webhookMessage(sent, keys, now);
    } catch (error) {
      if (!(error instanceof SealBroken)) throw error;
      log.error('Webhook cannot sign', { webhookId: webhook.webhookId, error });
      return undefined;
    }
  }

  async #settle(
    { accountId, webhookId, url, failures }: DueWebhook,
    { eventId, attempts }: ClaimedWebhookEvent,
    { status, text }: { readonly status: number; readonly text: string },
  ): Promise<void> {
    const { store, clock, random, log } = this.#world;
    const [octet = 0] = random.bytes(1);
    const taken = status >= 200 && status < 300;
    const redirects = status >= 300 && status < 400;
    const now = clock.now();
    const { switchedOff } = await store.write(recordWebhookAnswer, {
      accountId,
      webhookId,
      eventId,
      status,
      answer: redirects ? 'Redirects are not followed' : answerText(text),
      taken,
      failingMsMax: webhookFailingMsMax,
      ...(taken
        ? {}
        : {
            nextAt: nextWebhookAttempt(attempts + 1, now, octet / 256),
            restUntil: webhookRestUntil(failures + 1, now),
            gone: status === goneStatus ? 'the receiver answered 410 Gone' : '',
          }),
    });
    if (taken) this.#told++;
    else this.#failed++;
    if (switchedOff === '') return;
    const facts = { webhookId, accountId, host: new URL(url).host, why: switchedOff };
    log.warn('Webhook switched off', facts);
  }
}
