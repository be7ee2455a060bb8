import { ServerError, SignedOutError } from '../../../shared/jmap/errors.ts';
import { ask } from '../../../shared/jmap/problem.ts';
import { sessionEnded } from '../../store/session.ts';
import { proveAgain } from './prove.ts';

type Method = 'GET' | 'POST' | 'PATCH' | 'DELETE';

/** Somebody closed the question who they are: nothing was done, and nothing is to be said. */
export class Dismissed extends Error {
  override readonly name = 'Dismissed';
}

/**
 * Asks `/api/v1/me` for something; asks who is there first where the server wants that.
 *
 * @returns What was answered; null where there is no body.
 * @throws {Dismissed} and the errors of `shared/jmap/errors.ts`.
 */
export async function own<Answer = null>(
  method: Method,
  path: string,
  body?: unknown,
): Promise<Answer> {
  try {
    return await once<Answer>(method, path, body);
  } catch (error) {
    if (!(error instanceof ServerError) || error.code !== 'session.confirm-needed') throw error;
    if (!(await proveAgain())) throw new Dismissed('Nobody said who is there', { cause: error });
    return await once<Answer>(method, path, body);
  }
}

async function once<Answer>(method: Method, path: string, body: unknown): Promise<Answer> {
  try {
    const answer = await ask(`/api/v1/me${path}`, {
      method,
      ...(body === undefined
        ? {}
        : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
    });
    const text = await answer.text();
    const value: Answer = JSON.parse(text === '' ? 'null' : text);
    return value;
  } catch (error) {
    if (error instanceof SignedOutError) sessionEnded();
    throw error;
  }
}
