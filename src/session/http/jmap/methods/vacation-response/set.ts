import { changeVacation, type Vacation, vacationOf } from '#core/vacation/vacations.ts';
import type { Arguments } from '#proto/jmap/arguments.ts';
import { SetError } from '#proto/jmap/set-error.ts';
import { expectedCounter } from '#session/http/jmap/counted-state.ts';
import {
  type MethodContext,
  type ResponseArguments,
  writableAccountOf,
} from '#session/http/jmap/method-context.ts';
import {
  changedVacation,
  singletonId,
} from '#session/http/jmap/methods/vacation-response/vacation-object.ts';
import { readSetCall, SetOutcome, settled } from '#session/http/jmap/set-outcome.ts';

/** VacationResponse/set: the one object can be changed, nothing else (RFC 8621 §8.2). */
export async function vacationResponseSet(
  context: MethodContext,
  args: Arguments,
): Promise<ResponseArguments> {
  const account = writableAccountOf(context, args);
  const expected = expectedCounter(args);
  const { create, update, destroy } = readSetCall(args);
  args.done();
  const outcome = new SetOutcome();
  for (const creation of create.keys()) {
    outcome.notCreated(creation, new SetError('singleton', 'There is one already'));
  }
  for (const id of destroy) {
    const there = id === singletonId;
    outcome.notDestroyed(id, new SetError(there ? 'singleton' : 'notFound'));
  }
  const { accountId } = account;
  const { store } = context.services.mail;
  const before = await vacationOf(store, accountId);
  let vacation: Vacation | undefined;
  for (const [id, patch] of update) {
    const changed = await settled(
      () => {
        if (id !== singletonId) throw new SetError('notFound');
        return changedVacation(before.vacation, patch);
      },
      (error) => outcome.notUpdated(id, error),
    );
    if (changed === undefined) continue;
    vacation = changed;
    outcome.updated.set(id, null);
  }
  const states = await changeVacation(store, {
    accountId,
    // What was read is what is changed: who comes between makes the client ask again.
    expected: expected ?? before.counter,
    vacation,
  });
  const { before: oldState, after: newState } = states;
  return outcome.response(account.id, {
    oldState: String(oldState),
    newState: String(newState),
  });
}
