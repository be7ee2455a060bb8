/** What `queue_recipient.state` says of a recipient that mail waits for. */
export const queueState = {
  /** Tried when its time has come. */
  waiting: 1,
  /** Not tried before somebody releases it. */
  held: 2,
  /** Being tried now, by the server that claimed it. */
  claimed: 3,
} as const;

/** Refusals of the queue's operations. */
export type QueueRefusalCode =
  /** No such message waits, or none of its recipients has that address. */
  | 'queue.absent'
  /** It is being sent at this moment. */
  | 'queue.busy';

/** The time of the next attempt of what somebody wants tried at once, whatever its destination's pause. */
export const dueAtOnce = 0;
