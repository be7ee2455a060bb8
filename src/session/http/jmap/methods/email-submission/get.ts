import { submissionsOf, wholeSubmissions } from '#core/submission/submissions.ts';
import type { Arguments } from '#proto/jmap/arguments.ts';
import { parseId } from '#proto/jmap/ids.ts';
import { MethodError } from '#proto/jmap/method-error.ts';
import { getObjects, readGetCall } from '#session/http/jmap/get-method.ts';
import { maxObjectsInGet } from '#session/http/jmap/limits.ts';
import {
  actualId,
  type MethodContext,
  type ResponseArguments,
} from '#session/http/jmap/method-context.ts';
import {
  submissionObject,
  submissionProperties,
} from '#session/http/jmap/methods/email-submission/submission-object.ts';

/** EmailSubmission/get: what was sent, and what became of it (RFC 8621 §7.1). */
export async function emailSubmissionGet(
  context: MethodContext,
  args: Arguments,
): Promise<ResponseArguments> {
  const call = readGetCall(context, args, submissionProperties);
  const { account, ids } = call;
  const { store } = context.services.mail;
  const wanted =
    ids?.map((text) => parseId('s', actualId(context, text) ?? '') ?? 0) ??
    (await allIds(context, account.accountId));
  const { counter, submissions } = await wholeSubmissions(store, account.accountId, wanted);
  const byId = new Map(submissions.map((one) => [one.submissionId, submissionObject(one)]));
  const found = getObjects(context, call, {
    letter: 's',
    all: () => byId.keys(),
    count: byId.size,
    objectOf: (id) => byId.get(id),
  });
  return { accountId: account.id, state: String(counter), ...found };
}

/** @throws {MethodError} `requestTooLarge` before they are looked at. */
async function allIds(context: MethodContext, accountId: number): Promise<readonly number[]> {
  const { submissions } = await submissionsOf(context.services.mail.store, accountId);
  if (submissions.length > maxObjectsInGet) {
    throw new MethodError('requestTooLarge', `There are more than ${maxObjectsInGet}`);
  }
  return submissions.map(({ submissionId }) => submissionId);
}
