import type { Login } from '#core/auth/login-context.ts';
import type { ReportLanguage } from '#core/queue/failure-words.ts';
import { type ExplainedStep, explainTrace, statusWords } from '#core/trace/explain.ts';
import { searchTraces } from '#core/trace/search.ts';
import { spamReason } from '#core/trace/spam-reason.ts';
import type { Store } from '#store/store.ts';
import type { TraceStatus } from '#store/trace-status.ts';

/** Traces told of one Message-ID, which a sender may use again. Our choice. */
export const ownTracesMax = 10;

/** What became of a message, in words for one person. */
export type OwnTrace = {
  readonly traceId: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly sender: string;
  readonly recipients: readonly string[];
  readonly status: TraceStatus;
  readonly statusText: string;
  /** Why it is in spam, if it is there. */
  readonly spamText: string;
  readonly steps: readonly ExplainedStep[];
};

/** Traces of people's own mail, as each of them may see them. */
export class OwnTraces {
  readonly #store: Store;

  constructor(store: Store) {
    this.#store = store;
  }

  /** What became of the messages with this Message-ID, the newest first; none after 30 days. */
  async find(
    { tenantId, accountId }: Login,
    messageId: string,
    language: ReportLanguage,
  ): Promise<readonly OwnTrace[]> {
    const query = { tenantId, accountId, messageId };
    const { traces } = await searchTraces(this.#store, query, { limit: ownTracesMax });
    return traces.map((trace) => ({
      traceId: trace.traceId,
      at: trace.at,
      sender: trace.sender,
      recipients: trace.recipients,
      status: trace.status,
      statusText: statusWords(trace.status, language),
      spamText: spamReason(trace, accountId, language),
      steps: explainTrace(trace, language),
    }));
  }
}
