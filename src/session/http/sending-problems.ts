import type { LoginRefusalCode } from '#core/auth/login-context.ts';
import type { CancelRefusalCode } from '#core/sending/cancel-message.ts';
import type { SendingRefusalCode } from '#core/sending/send-request.ts';
import type { RenderRefusalCode } from '#core/sending/template/render-template.ts';
import type { TemplateFormCode } from '#core/sending/template/template-message.ts';

/** Words for a refusal whose message says what happened and why. */
export type SpokenProblem = {
  readonly status: number;
  readonly title: string;
  /** What to do; goes behind the refusal's message. */
  readonly advice: string;
  readonly retryAfterSeconds?: number;
};

type Code =
  | SendingRefusalCode
  | CancelRefusalCode
  | RenderRefusalCode
  | TemplateFormCode
  // Declared in the store, which sessions do not import.
  | `sending.${'key-reused' | 'in-progress'}`
  | `send.${'limit' | 'locked'}`
  | `template.${'absent' | 'limit'}`
  | `queue.${'absent' | 'busy'}`
  | `store.${'full' | 'failed' | 'closed'}`
  | `${'mailbox' | 'tenant'}.full`
  | 'account.absent'
  | 'mailbox.absent'
  | 'message.header'
  | 'suppression.absent';

const soon = { status: 503, retryAfterSeconds: 30 } as const;

/** What HTTP says of sending, beside {@link LoginRefusalCode}. */
const problems = {
  'sending.invalid': {
    status: 422,
    title: 'The message cannot be sent as it is',
    advice: 'Change the request',
  },
  'sending.from': {
    status: 403,
    title: 'The From address is not yours',
    advice: 'Use an address of this login; an administrator can add one to the application',
  },
  'sending.refused': {
    status: 422,
    title: 'A rule refuses the message',
    advice: 'The trace of the message tells which one; ask the administrator',
  },
  'sending.key-reused': {
    status: 422,
    title: 'The idempotency key was used for another message',
    advice: 'Use a new key for each message, and the same one only to repeat a request as it was',
  },
  'sending.in-progress': {
    status: 409,
    title: 'The same request is being carried out',
    advice: 'Repeat it in some seconds: it is not sent twice',
    retryAfterSeconds: 5,
  },
  'sending.gone': {
    status: 409,
    title: 'The message cannot be taken back',
    advice: 'Only what waits for another server, or for its time, can be taken back',
  },
  'send.limit': {
    status: 429,
    title: 'A limit of what may be sent is reached',
    advice: 'Try again then, or ask the administrator for more',
    retryAfterSeconds: 60,
  },
  'send.locked': {
    status: 403,
    title: 'Sending is locked',
    advice: 'Ask the administrator',
  },
  'template.absent': {
    status: 404,
    title: 'There is no such template',
    advice: 'GET /api/v1/templates lists those that this login can use',
  },
  'template.limit': {
    status: 422,
    title: 'There are too many templates',
    advice: 'Remove some first',
  },
  'template.malformed': {
    status: 422,
    title: 'The template is not valid',
    advice: 'Mend it there',
  },
  'template.values': {
    status: 422,
    title: 'The values do not fit the template',
    advice: 'Give them in template.values',
  },
  'template.too-large': {
    status: 422,
    title: 'The filled template is too large',
    advice: 'Give it shorter lists',
  },
  'suppression.absent': {
    status: 404,
    title: 'The address is not on the list',
    advice: 'GET /api/v1/suppressions shows the list of this login',
  },
  'queue.absent': {
    status: 409,
    title: 'The message cannot be taken back',
    advice: 'It has gone out meanwhile',
  },
  'queue.busy': {
    status: 409,
    title: 'The message is being sent',
    advice: 'Look at its status in a moment',
    retryAfterSeconds: 5,
  },
  'message.header': {
    status: 422,
    title: 'The header of the message is too long',
    advice: 'Name fewer recipients and fields',
  },
  'mailbox.full': { status: 422, title: 'A mailbox is full', advice: 'Try again later' },
  'tenant.full': { status: 422, title: 'A mailbox is full', advice: 'Try again later' },
  'account.absent': { ...soon, title: 'A mailbox is gone', advice: 'Try again later' },
  'mailbox.absent': { ...soon, title: 'A mailbox is not ready', advice: 'Try again later' },
  'store.full': { ...soon, title: 'The server has no room', advice: 'Try again later' },
  'store.failed': { ...soon, title: 'The server could not keep it', advice: 'Try again later' },
  'store.closed': { ...soon, title: 'The server stops', advice: 'Try again later' },
} as const satisfies Record<Exclude<Code, LoginRefusalCode>, SpokenProblem>;

export const sendingProblems: Readonly<Record<string, SpokenProblem>> = problems;
