import { SetFailure } from './errors.ts';
import type { SetAnswer } from './mail-types.ts';

/** @throws {SetFailure} The first thing that a /set did not do (RFC 8620 §5.3). */
export function assertSet(answer: SetAnswer): void {
  for (const refused of [answer.notCreated, answer.notUpdated, answer.notDestroyed]) {
    const [first] = Object.values(refused ?? {});
    if (first !== undefined) throw new SetFailure(first.type, first.description);
  }
}
