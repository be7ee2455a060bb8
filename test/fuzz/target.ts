/** Something that takes octets from strangers. `run` throws when an invariant breaks. */
export type FuzzTarget = {
  /** Name on the command line and of the corpus folder. */
  readonly name: string;
  readonly run: (octets: Uint8Array) => void | Promise<void>;
  /** Inputs to start from; files in `corpus/<name>/` come on top. One character per octet. */
  readonly seeds: readonly string[];
  /** Words of the protocol, for mutations that go deeper than noise. */
  readonly words: readonly string[];
};
