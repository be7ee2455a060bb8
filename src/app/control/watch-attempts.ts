import { dialControl } from '#app/control/control-store.ts';
import { decodeAnswer, encodeMessage } from '#app/control/messages.ts';
import { Refusal } from '#base/refusal.ts';
import type {
  AttemptStream,
  Watched,
  WatchedEvent,
} from '#core/applications/watch/attempt-watch.ts';
import type { LocalPeer } from '#net/local-socket.ts';

/** The request that makes the connection one on which the server tells of attempts. */
export const watchRequestName = 'watch.attempts';

/**
 * Tells a command of attempts, one in each frame, until it leaves. It asks for the next one: a
 * command that is slow lets nothing pile up here but what the stream holds.
 */
export async function streamAttempts(peer: LocalPeer, begin: () => AttemptStream): Promise<void> {
  let stream: AttemptStream;
  try {
    stream = begin();
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    const { code, message, stack } = error;
    peer.send(encodeMessage({ ok: false, code, message, stack }));
    return;
  }
  const asked = () => {
    const next = peer.frames.next();
    void next.then(({ done }) => (done === true ? stream.close() : undefined));
    return next;
  };
  let wish = asked();
  peer.send(encodeMessage({ ok: true, output: undefined })); // From here on nothing is missed.
  try {
    for await (const event of stream) {
      peer.send(encodeMessage({ ok: true, output: event }));
      if ((await wish).done === true) return;
      wish = asked();
    }
  } finally {
    stream.close();
  }
}

/** Attempts at a server that runs, as they happen. `close` ends the wait for the next one. */
export type AttemptFeed = {
  readonly events: AsyncGenerator<WatchedEvent, void>;
  readonly close: () => void;
};

/**
 * Asks the server that runs on this data directory to tell of attempts; resolves once it does.
 *
 * @returns Undefined when none runs.
 * @throws {ControlError} @throws {Refusal} `watch.limit`.
 */
export async function watchAttempts(
  folder: string,
  watched: Watched,
): Promise<AttemptFeed | undefined> {
  const peer = await dialControl(folder);
  if (peer === undefined) return undefined;
  peer.send(encodeMessage({ name: watchRequestName, input: watched, drafts: [] }));
  await nextAnswer(peer);
  return { events: eventsOf(peer), close: () => peer.close() };
}

async function* eventsOf(peer: LocalPeer): AsyncGenerator<WatchedEvent, void> {
  const wish = encodeMessage({ name: watchRequestName, input: undefined, drafts: [] });
  for (;;) {
    const answer = await nextAnswer(peer);
    if (answer === undefined) return;
    yield answer.output as WatchedEvent; // The peer is this program run by the same user.
    peer.send(wish);
  }
}

/** @throws {Refusal} The server's. */
async function nextAnswer(peer: LocalPeer): Promise<{ readonly output: unknown } | undefined> {
  const next = await peer.frames.next();
  if (next.done === true) return undefined;
  const answer = decodeAnswer(next.value);
  if (answer.ok) return answer;
  throw new Refusal(answer.code ?? 'watch.failed', answer.message);
}
