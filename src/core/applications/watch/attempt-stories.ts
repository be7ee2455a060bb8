import { explain, type ExplainContext, type Explanation } from '#core/applications/explain.ts';
import type { WatchedEvent } from '#core/applications/watch/attempt-watch.ts';

/** Attempts told at once; the oldest is forgotten first. Our choice. */
const storiesMax = 200;

/** Events of one attempt; what comes beyond is left out. Our choice. */
const eventsMax = 500;

type Story = { readonly events: WatchedEvent[]; told: boolean };

/** Puts the events of each attempt together, and explains it once its outcome is there. */
export class AttemptStories {
  readonly #context: ExplainContext;
  readonly #stories = new Map<string, Story>();

  constructor(context: ExplainContext) {
    this.#context = context;
  }

  /** The explanation, with the event that decides the attempt or tells of its delivery. */
  take(event: WatchedEvent): Explanation | undefined {
    const story = this.#story(event.connection);
    if (event.kind === 'command' && /^(?:MAIL|AUTH) /iu.test(event.text)) {
      if (story.told) this.#begin(story);
      story.told = false;
    }
    if (story.events.length < eventsMax) story.events.push(event);
    if (event.kind === 'delivery') return explain(story.events, this.#context);
    if (story.told || !decides(event, story.events)) return undefined;
    story.told = true;
    return explain(story.events, this.#context);
  }

  /** What to say when nobody has come at all. */
  nothing(): Explanation {
    return explain([], this.#context);
  }

  #story(connection: string): Story {
    let story = this.#stories.get(connection);
    if (story === undefined) {
      const [oldest] = this.#stories.keys();
      if (this.#stories.size >= storiesMax && oldest !== undefined) this.#stories.delete(oldest);
      story = { events: [], told: false };
      this.#stories.set(connection, story);
    }
    return story;
  }

  /** Another message over the same connection: what was told does not decide it. */
  #begin({ events }: Story): void {
    const kept = events.filter(({ kind }) => kind === 'connected' || kind === 'tls');
    events.splice(0, events.length, ...kept);
  }
}

/** Whether the outcome is there: with the reply to what was refused or accepted, or at the end. */
function decides(event: WatchedEvent, events: readonly WatchedEvent[]): boolean {
  const { kind } = event;
  if (kind === 'tls-failed' || kind === 'closed' || kind === 'quiet') return true;
  if (event.kind !== 'reply') return false;
  const before = events.findLast(({ kind }) => kind !== 'reply')?.kind;
  return before === 'refused' || before === 'login-failed' || before === 'accepted';
}
