/** A domain that has one server, which takes everything. */
export const sinkDomain = 'sink.test';

export type QueueOrder = {
  /** An empty folder. */
  readonly folder: string;
  readonly messages: number;
  /** Octets of each, about. */
  readonly size: number;
  /** Of loopback, where all of it is to go. */
  readonly sinkPort: number;
  /** Connections to it at once, at most. */
  readonly connections: number;
};

/** A server with a full queue that sends nothing yet. */
export type FullQueue = {
  /** Control group that holds every process of the server. */
  readonly controlGroup: string;
  /** Lets it begin. */
  readonly release: () => Promise<void>;
  readonly stop: () => Promise<void>;
};
