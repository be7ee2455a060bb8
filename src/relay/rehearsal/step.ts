/** One step of a delivery that is rehearsed. */
export type RehearsalStep = {
  readonly step:
    | 'resolver'
    | 'mx'
    | 'mta-sts'
    | 'addresses'
    | 'dane'
    | 'connect'
    | 'reverse-name'
    | 'ehlo'
    | 'starttls'
    | 'certificate'
    | 'envelope';
  /** `note`: mail goes through, but it could be better. */
  readonly verdict: 'good' | 'note' | 'bad';
  /** A sentence. */
  readonly text: string;
  /** What to do about it. */
  readonly remedy?: string | undefined;
  readonly host?: string;
  readonly address?: string;
  /** How long it took, in milliseconds. */
  readonly ms?: number;
  /** For programs. */
  readonly facts?: Readonly<Record<string, unknown>>;
};
