import type { RecipientResult } from '#core/queue/attempt-result.ts';
import type { ClaimedMessage } from '#core/queue/outbound-queue.ts';
import type { Load } from '#relay/load.ts';
import { replyText } from '#proto/smtp/reply-reader.ts';

/** A claimed message with a body of five octets. */
export function claimedMessage(queueId: number, ...addresses: readonly string[]): ClaimedMessage {
  const facts = {
    queueId,
    tenantId: 1,
    accountId: 1,
    sender: 'ada@example.test',
    queuedAt: 0,
    blobId: queueId,
    segment: 1,
    offset: 0,
    storedLength: 5,
    length: 5,
    sha256: new Uint8Array(32),
  };
  const recipients = addresses.map((address, recipientNumber) => {
    const domain = address.slice(address.indexOf('@') + 1);
    return { ...facts, recipientNumber, address, domain, attempts: 0, lastAttemptAt: 0 };
  });
  return { queueId, facts, recipients };
}

/** A load of messages out of memory, which writes down what became of them. */
export class ListLoad implements Load {
  readonly destination;
  readonly results: RecipientResult[] = [];
  /** As `1.0 sent 250 2.0.0 stored`: message, recipient, outcome and answer. */
  readonly told: string[] = [];
  readonly #messages: ClaimedMessage[];
  readonly #body: Uint8Array;

  constructor(domain: string, messages: readonly ClaimedMessage[], body = 'a: b\n') {
    this.destination = { kind: 'domain', domain, source: '' } as const;
    this.#messages = messages.toReversed();
    this.#body = Buffer.from(body);
  }

  async next(): Promise<ClaimedMessage | undefined> {
    return this.#messages.pop();
  }

  rest(): readonly ClaimedMessage[] {
    return this.#messages.splice(0).toReversed();
  }

  async body(): Promise<Uint8Array> {
    return this.#body;
  }

  async settle({ queueId }: ClaimedMessage, results: readonly RecipientResult[]): Promise<void> {
    for (const result of results) {
      const { recipientNumber, outcome, answer } = result;
      this.results.push(result);
      this.told.push(`${queueId}.${recipientNumber} ${outcome} ${replyText(answer)}`);
    }
  }

  succeeded(): void {}
}
