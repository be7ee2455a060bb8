import type { QueueDraft, QueueRecipient } from '#store/operations/queue/insert-queued.ts';

/** What is asked of the server that a recipient's mail goes to; kept as JSON in both tables. */
export type QueueOptions = Pick<
  QueueDraft,
  | 'returnContent'
  | 'envelopeId'
  | 'requireTls'
  | 'tlsRequiredNo'
  | 'smtpUtf8'
  | 'body'
  | 'priority'
  | 'deliverBy'
  | 'releaseAt'
  | 'traceId'
> &
  Pick<QueueRecipient, 'notify' | 'originalRecipient'>;

/** The options of a message and of one of its recipients as they are kept. */
export type OptionsRow = { readonly messageOptions: string; readonly recipientOptions: string };

/** A row with its options read. */
export function withOptions<Row extends OptionsRow>({
  messageOptions,
  recipientOptions,
  ...facts
}: Row): Omit<Row, keyof OptionsRow> & QueueOptions {
  const ofMessage = JSON.parse(messageOptions) as QueueOptions;
  const ofRecipient = JSON.parse(recipientOptions) as QueueOptions;
  return { ...facts, ...ofMessage, ...ofRecipient };
}
