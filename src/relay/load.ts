import type { RecipientResult } from '#core/queue/attempt-result.ts';
import type { Destination } from '#core/queue/destination.ts';
import type { ClaimedMessage } from '#core/queue/outbound-queue.ts';

/** What one connection works off: messages for one destination, claimed as they are needed. */
export interface Load {
  readonly destination: Destination;
  /** The next message; undefined when nothing more is due or is to be begun. */
  next(): Promise<ClaimedMessage | undefined>;
  /** What is claimed and not handed out: nobody will take it now. */
  rest(): readonly ClaimedMessage[];
  /** The message as it goes out. @throws {Error} When it cannot be read. */
  body(message: ClaimedMessage): Promise<Uint8Array>;
  /** Keeps what became of a message. Never rejects: what cannot be kept now is kept later. */
  settle(message: ClaimedMessage, results: readonly RecipientResult[]): Promise<void>;
  /** A server has taken a message: the way is open. */
  succeeded(): void;
}
