import { MethodFailure } from './errors.ts';

export type MethodArguments = Readonly<Record<string, unknown>>;

/** A place in the answer to an earlier call of the batch (RFC 8620 §3.7). */
export type ResultReference = {
  readonly resultOf: string;
  readonly name: string;
  readonly path: string;
};

export type Invocation = readonly [name: string, args: MethodArguments, callId: string];

/** One call of a batch, and its answer after the batch was sent. */
export class Call<Answer> {
  readonly name: string;
  readonly id: string;
  #answer: { readonly value: Answer } | { readonly failure: Error } | undefined;

  constructor(name: string, id: string) {
    this.name = name;
    this.id = id;
  }

  /** Refers to a part of this call's answer, as `/ids` or `/list/*\/threadId`. */
  ref(path: string): ResultReference {
    return { resultOf: this.id, name: this.name, path };
  }

  /** @throws {MethodFailure} When this method failed. */
  get answer(): Answer {
    if (this.#answer === undefined) throw new Error(`${this.name} was not sent yet`);
    if ('failure' in this.#answer) throw this.#answer.failure;
    return this.#answer.value;
  }

  /** Why this method failed, when it did. */
  get failure(): Error | undefined {
    return this.#answer !== undefined && 'failure' in this.#answer
      ? this.#answer.failure
      : undefined;
  }

  /** Takes the first answer with this call's id; later ones belong to implicit calls. */
  settle(name: string, args: MethodArguments): void {
    if (this.#answer !== undefined) return;
    if (name === 'error') {
      const description = args['description'];
      const text = typeof description === 'string' ? description : undefined;
      this.#answer = { failure: new MethodFailure(this.name, String(args['type']), text) };
    } else {
      this.#answer = { value: args as Answer };
    }
  }
}

/** Method calls that go to the server in one request and may refer to one another. */
export class Batch {
  readonly #accountId: string;
  readonly #calls: Call<unknown>[] = [];
  readonly #invocations: Invocation[] = [];
  /** Whether doing it twice does no harm. */
  repeatable = true;

  constructor(accountId: string) {
    this.#accountId = accountId;
  }

  call<Answer>(name: string, args: MethodArguments): Call<Answer> {
    const call = new Call<Answer>(name, `c${this.#calls.length}`);
    this.#calls.push(call);
    this.#invocations.push([name, { accountId: this.#accountId, ...args }, call.id]);
    if (isCreating(name, args)) this.repeatable = false;
    return call;
  }

  get invocations(): readonly Invocation[] {
    return this.#invocations;
  }

  /** Hands each answer to its call. */
  settle(responses: readonly Invocation[]): void {
    for (const [name, args, id] of responses) {
      this.#calls.find((call) => call.id === id)?.settle(name, args);
    }
    for (const call of this.#calls) {
      call.settle('error', { type: 'serverFail', description: 'The server left it unanswered' });
    }
  }
}

function isCreating(name: string, args: MethodArguments): boolean {
  return /\/(?:copy|import|upload)$/u.test(name) || 'create' in args;
}
