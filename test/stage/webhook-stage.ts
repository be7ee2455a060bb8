import { ManualClock } from '#base/manual-clock.ts';
import type { Log, LogFields } from '#base/log.ts';
import { silentLog } from '#base/log.ts';
import { systemRandom } from '#base/random.ts';
import { SecretBox, secretKeyOctets } from '#core/secrets/secret-box.ts';
import { newWebhookSecret } from '#core/webhooks/webhook-secret.ts';
import { type PostWebhook, WebhookSender } from '#core/webhooks/webhook-sender.ts';
import { MemoryStore } from '#store/memory-store.ts';
import { writeOperation } from '#store/operation.ts';
import { createWebhook } from '#store/operations/webhook/create-webhook.ts';
import {
  listeningWebhooks,
  noteWebhookEvents,
} from '#store/operations/webhook/note-webhook-events.ts';
import { listWebhookEvents, type WebhookEvent } from '#store/operations/webhook/webhook-events.ts';
import { findWebhook, type Webhook } from '#store/operations/webhook/webhook-row.ts';
import { type WebhookEventKind, webhookEventKinds } from '#store/webhook-event.ts';
import { makeTenant } from '#test/stage/directory.ts';
import { makeShop } from '#test/stage/make-shop.ts';

/** An event of a test, to all webhooks of the account. */
const noteEvent = writeOperation(
  'noteEvent',
  function* (tx, input: { accountId: number; kind: WebhookEventKind; number: number }) {
    const { accountId, kind, number } = input;
    const webhooks = yield* listeningWebhooks(tx, accountId);
    yield* noteWebhookEvents(tx, { accountId, webhooks }, [{ kind, data: { number } }]);
  },
);

/** A webhook of the stage, and the secret as it was shown. */
export type StagedWebhook = { readonly webhookId: number; readonly secret: string };

/** An application with webhooks, and what tells them, by a clock that the test moves. */
export class WebhookStage {
  readonly clock = new ManualClock(Date.UTC(2026, 10, 25, 8));
  readonly store = new MemoryStore(this.clock);
  readonly secrets = new SecretBox(systemRandom.bytes(secretKeyOctets));
  /** Warnings and errors. */
  readonly warned: { readonly message: string; readonly fields: LogFields }[] = [];
  accountId = 0;

  static async open(): Promise<WebhookStage> {
    const stage = new WebhookStage();
    const tenantId = await makeTenant(stage.store, 'example.test');
    stage.accountId = await makeShop(stage.store, tenantId);
    return stage;
  }

  async hook(
    url: string,
    events: readonly WebhookEventKind[] = webhookEventKinds,
  ): Promise<StagedWebhook> {
    const { accountId, secrets } = this;
    const { text, sealed } = newWebhookSecret(
      { accountId, url },
      { random: systemRandom, secrets },
    );
    const draft = { actor: 'test', accountId, url, events, secret: sealed, allowPrivate: true };
    const { webhookId } = await this.store.write(createWebhook, draft);
    return { webhookId, secret: text };
  }

  /** Something happens. */
  async happen(kind: WebhookEventKind, number = 0): Promise<void> {
    await this.store.write(noteEvent, { accountId: this.accountId, kind, number });
  }

  sender(post: PostWebhook): WebhookSender {
    const { store, clock, secrets } = this;
    const keep = (message: string, fields: LogFields = {}): void => {
      this.warned.push({ message, fields });
    };
    const log: Log = { ...silentLog, warn: keep, error: keep };
    // No chance: times are those of the schedule.
    const random = { bytes: (count: number) => new Uint8Array(count) };
    return new WebhookSender({ store, clock, random, log, secrets, post });
  }

  /** The oldest first. */
  async events(webhookId: number): Promise<readonly WebhookEvent[]> {
    const key = { accountId: this.accountId, webhookId, limit: 999 };
    return (await this.store.read(listWebhookEvents, key)).toReversed();
  }

  async webhook(webhookId: number): Promise<Webhook> {
    const found = await this.store.read(findWebhook, webhookId);
    if (found === undefined) throw new Error(`There is no webhook ${webhookId}`);
    return found;
  }
}
