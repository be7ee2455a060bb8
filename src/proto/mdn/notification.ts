/** Who decided on the action, who on the notification, and what happened (RFC 8098 §3.2.6). */
export type Disposition = {
  readonly actionMode: (typeof actionModes)[number];
  readonly sendingMode: (typeof sendingModes)[number];
  readonly type: (typeof dispositionTypes)[number];
};

/** RFC 8098 §3.2.6.1. */
export const actionModes = ['manual-action', 'automatic-action'] as const;

/** RFC 8098 §3.2.6.1, in lower case. */
export const sendingModes = ['mdn-sent-manually', 'mdn-sent-automatically'] as const;

/** RFC 8098 §3.2.6.2. */
export const dispositionTypes = ['deleted', 'dispatched', 'displayed', 'processed'] as const;

/** The body of a notification (RFC 8098 §3.1); undefined where nothing is said. */
export type Notification = {
  /** The program that sends it, as `Foomail 97.1`. */
  readonly reportingUa: string | undefined;
  /** As `dns; gateway.example.org`. */
  readonly gateway: string | undefined;
  /** As `rfc822; ada@example.org`, here and below. */
  readonly originalRecipient: string | undefined;
  readonly finalRecipient: string | undefined;
  /** With its brackets. */
  readonly originalMessageId: string | undefined;
  readonly disposition: Disposition;
  /** One for each Error field. */
  readonly errors: readonly string[];
  /** Fields of other names, as they were written. */
  readonly extensions: readonly (readonly [name: string, value: string])[];
};

/** Names of the fields that RFC 8098 §3.1 knows, in lower case. */
export const notificationFields: ReadonlySet<string> = new Set([
  'reporting-ua',
  'mdn-gateway',
  'original-recipient',
  'final-recipient',
  'original-message-id',
  'disposition',
  'error',
  'failure',
  'warning',
]);
