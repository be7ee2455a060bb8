import { BusyError, OfflineError, ServerError, SignedOutError } from './errors.ts';

/** Asks the server, and turns everything but success into one of our errors. */
export async function ask(url: string, init: RequestInit = {}): Promise<Response> {
  let answer: Response;
  try {
    answer = await fetch(url, { credentials: 'same-origin', ...init });
  } catch (error) {
    if (init.signal?.aborted === true) throw error;
    throw new OfflineError('The server cannot be reached', { cause: error });
  }
  if (answer.ok) return answer;
  throw await errorOf(answer);
}

/** The error that an answer stands for (RFC 9457 §3.1 where the server says so). */
export async function errorOf(answer: Response): Promise<Error> {
  const problem = await readProblem(answer);
  const message = problem.detail ?? problem.title ?? `HTTP ${answer.status}`;
  const code = problem.type?.split(':').at(-1) ?? String(answer.status);
  // RFC 8620 §3.6.1: too many requests at a time.
  const crowded = problem.type === 'urn:ietf:params:jmap:error:limit' && answer.status !== 413;
  if (answer.status === 429 || answer.status === 503 || crowded) {
    return new BusyError(message, waitMsOf(answer.headers.get('retry-after')));
  }
  // A login that was refused is an answer; any other 401 says that nobody is signed in.
  const refused = code.startsWith('login.') && code !== 'login.missing';
  if (answer.status === 401 && !refused) return new SignedOutError(message);
  return new ServerError(answer.status, code, message);
}

type Problem = {
  readonly type?: string | undefined;
  readonly title?: string | undefined;
  readonly detail?: string | undefined;
};

async function readProblem(answer: Response): Promise<Problem> {
  try {
    const body: unknown = await answer.json();
    if (typeof body !== 'object' || body === null) return {};
    const text = (name: string) => {
      const value: unknown = Reflect.get(body, name);
      return typeof value === 'string' ? value : undefined;
    };
    return { type: text('type'), title: text('title'), detail: text('detail') };
  } catch {
    return {};
  }
}

/** Retry-After in seconds (RFC 9110 §10.2.3); a date is not worth its parsing here. */
function waitMsOf(field: string | null): number | undefined {
  return field !== null && /^\d{1,5}$/u.test(field) ? Number(field) * 1_000 : undefined;
}
