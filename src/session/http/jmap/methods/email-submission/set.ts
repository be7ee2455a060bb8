import { identityOf } from '#core/identities/identities.ts';
import { submitEmail, type Submitted } from '#core/submission/submit-email.ts';
import {
  forgetSubmissions,
  type Submission,
  takeBack,
  wholeSubmissions,
} from '#core/submission/submissions.ts';
import type { Arguments } from '#proto/jmap/arguments.ts';
import { formatId, parseId } from '#proto/jmap/ids.ts';
import type { JsonObject } from '#proto/jmap/json.ts';
import { invalidProperties, SetError } from '#proto/jmap/set-error.ts';
import { expectedCounter } from '#session/http/jmap/counted-state.ts';
import { maxObjectsInSet } from '#session/http/jmap/limits.ts';
import {
  actualId,
  type JmapAccount,
  type MethodContext,
  type NamedResponse,
  writableAccountOf,
} from '#session/http/jmap/method-context.ts';
import { impliedEmailSet } from '#session/http/jmap/methods/email-submission/implied-email-set.ts';
import { readSubmission } from '#session/http/jmap/methods/email-submission/read-submission.ts';
import { submissionObject } from '#session/http/jmap/methods/email-submission/submission-object.ts';
import { submitting } from '#session/http/jmap/methods/email-submission/submit-error.ts';
import { readSetCall, type SetCall, SetOutcome, settled } from '#session/http/jmap/set-outcome.ts';

/** EmailSubmission/set: sends, takes back, forgets (RFC 8621 §7.5). */
export async function emailSubmissionSet(
  context: MethodContext,
  args: Arguments,
): Promise<readonly NamedResponse[]> {
  const account = writableAccountOf(context, args);
  const expected = expectedCounter(args);
  const call = readSetCall(args);
  const updateEmail = args.optionalObjects('onSuccessUpdateEmail', maxObjectsInSet);
  const destroyEmail = args.optionalIds('onSuccessDestroyEmail', maxObjectsInSet) ?? [];
  args.done();
  const { accountId } = account;
  const { store } = context.services.mail;
  const nothing = { accountId, expected, submissionIds: [] };
  const { before } = await forgetSubmissions(store, nothing);
  const run = new SetRun(context, account, call);
  await run.create();
  await run.update();
  await run.destroy();
  const { counter } = await wholeSubmissions(store, accountId, []);
  const states = { oldState: String(before), newState: String(counter) };
  const implied = {
    update: run.emailsOf(updateEmail),
    destroy: [...run.emailsOf(new Map(destroyEmail.map((id) => [id, {}]))).keys()],
  };
  return [
    { name: 'EmailSubmission/set', args: run.outcome.response(account.id, states) },
    ...(await impliedEmailSet(context, account.id, implied)),
  ];
}

class SetRun {
  readonly outcome = new SetOutcome();
  readonly #context: MethodContext;
  readonly #account: JmapAccount;
  readonly #call: SetCall;
  /** The messages of what was created, changed or destroyed, by submission. */
  readonly #emails = new Map<number, number>();

  constructor(context: MethodContext, account: JmapAccount, call: SetCall) {
    this.#context = context;
    this.#account = account;
    this.#call = call;
  }

  /** Sends one after another: each counts for the limits of the next. */
  async create(): Promise<void> {
    const { outcome } = this;
    const sent = new Map<number, string>();
    for (const [creation, object] of this.#call.create) {
      const submitted = await settled(
        () => submitting(() => this.#submit(object)),
        (error) => outcome.notCreated(creation, error),
      );
      if (submitted === undefined) continue;
      sent.set(submitted.submissionId, creation);
      this.#context.createdIds.set(creation, formatId('s', submitted.submissionId));
    }
    if (sent.size === 0) return;
    const { accountId } = this.#account;
    const { store } = this.#context.services.mail;
    const { submissions } = await wholeSubmissions(store, accountId, [...sent.keys()]);
    for (const whole of submissions) {
      const creation = sent.get(whole.submissionId) ?? '';
      const { identityId: _identity, emailId: _email, ...rest } = submissionObject(whole);
      outcome.created.set(creation, rest);
      this.#emails.set(whole.submissionId, whole.messageId);
    }
  }

  async #submit(object: JsonObject): Promise<Submitted> {
    const { services, login, peer } = this.#context;
    const { store } = services.mail;
    const { accountId } = this.#account;
    const wanted = readSubmission(object);
    const identityId = parseId('i', actualId(this.#context, wanted.identityId) ?? '');
    const messageId = parseId('e', actualId(this.#context, wanted.emailId) ?? '');
    const identity =
      identityId === undefined ? undefined : await identityOf(store, accountId, identityId);
    if (identity === undefined) throw invalidProperties(['identityId'], 'No such identity');
    if (messageId === undefined) throw invalidProperties(['emailId'], 'No such message');
    const by = { login, accountId, remoteAddress: peer.remote.address, secure: peer.secure };
    const world = { ...services, store };
    return await submitEmail(world, by, messageId, { identity, envelope: wanted.envelope });
  }

  /** The one thing that can be changed is that the message does not go out. */
  async update(): Promise<void> {
    const { outcome } = this;
    if (this.#call.update.size === 0) return;
    const there = await this.#there([...this.#call.update.keys()]);
    const { store } = this.#context.services.mail;
    const { accountId } = this.#account;
    const actor = this.#context.login.address;
    for (const [text, patch] of this.#call.update) {
      const changed = await settled(
        async () => {
          const one = this.#found(there, text);
          if (this.#call.destroy.includes(text)) throw new SetError('willDestroy');
          checkPatch(patch, one);
          const { submissionId } = one;
          if (patch['undoStatus'] === 'canceled') {
            await submitting(() => takeBack(store, { accountId, submissionId, actor }));
          }
          return one;
        },
        (error) => outcome.notUpdated(text, error),
      );
      if (changed === undefined) continue;
      outcome.updated.set(formatId('s', changed.submissionId), null);
      this.#emails.set(changed.submissionId, changed.messageId);
    }
  }

  async destroy(): Promise<void> {
    const { outcome } = this;
    if (this.#call.destroy.length === 0) return;
    const there = await this.#there(this.#call.destroy);
    const found: Submission[] = [];
    for (const text of this.#call.destroy) {
      const one = await settled(
        () => this.#found(there, text),
        (error) => outcome.notDestroyed(text, error),
      );
      if (one !== undefined) found.push(one);
    }
    const submissionIds = found.map(({ submissionId }) => submissionId);
    const { accountId } = this.#account;
    const { store } = this.#context.services.mail;
    const { removed } = await forgetSubmissions(store, { accountId, submissionIds });
    for (const { submissionId, messageId } of found) {
      const id = formatId('s', submissionId);
      if (removed.includes(submissionId)) {
        outcome.destroyed.push(id);
        this.#emails.set(submissionId, messageId);
      } else outcome.notDestroyed(id, new SetError('notFound'));
    }
  }

  /** What is wished for the messages of submissions for which the call went well. */
  emailsOf(wishes: ReadonlyMap<string, JsonObject>): ReadonlyMap<string, JsonObject> {
    const emails = new Map<string, JsonObject>();
    for (const [text, patch] of wishes) {
      const id = parseId('s', actualId(this.#context, text) ?? '');
      const messageId = id === undefined ? undefined : this.#emails.get(id);
      if (messageId !== undefined) emails.set(formatId('e', messageId), patch);
    }
    return emails;
  }

  /** Those of the ids that are there. */
  async #there(texts: readonly string[]): Promise<ReadonlyMap<number, Submission>> {
    const { store } = this.#context.services.mail;
    const ids = texts.map((text) => parseId('s', actualId(this.#context, text) ?? '') ?? 0);
    const { submissions } = await wholeSubmissions(store, this.#account.accountId, ids);
    return new Map(submissions.map((one) => [one.submissionId, one]));
  }

  /** @throws {SetError} `notFound`. */
  #found(there: ReadonlyMap<number, Submission>, text: string): Submission {
    const one = there.get(parseId('s', actualId(this.#context, text) ?? '') ?? 0);
    if (one !== undefined) return one;
    throw new SetError('notFound');
  }
}

/** @throws {SetError} `invalidPatch`, `invalidProperties`, `cannotUnsend`. */
function checkPatch(patch: JsonObject, { undoStatus }: Submission): void {
  const names = Object.keys(patch);
  const pointer = names.find((name) => name.includes('/'));
  if (pointer !== undefined) throw new SetError('invalidPatch', `"${pointer}" cannot be set`);
  const wrong = names.filter((name) => name !== 'undoStatus');
  if (wrong.length > 0) throw invalidProperties(wrong, 'These cannot be changed');
  const wanted = patch['undoStatus'];
  if (wanted === undefined || wanted === 'canceled' || wanted === undoStatus) return;
  throw invalidProperties(['undoStatus'], 'It can be set to "canceled"');
}
