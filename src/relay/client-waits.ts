/** How long each answer may take, in milliseconds: the least that RFC 5321 §4.5.3.2 asks for. */
export const clientWaits = {
  /** RFC 5321 §4.5.3.2.1. */
  greeting: 300_000,
  /** RFC 5321 §4.5.3.2.2 and for all commands without a rule of their own. */
  command: 300_000,
  /** RFC 5321 §4.5.3.2.3. */
  recipient: 300_000,
  /** RFC 5321 §4.5.3.2.4. */
  data: 120_000,
  /** RFC 5321 §4.5.3.2.6: the server may have much to do by then. */
  dataEnd: 600_000,
  /** Ours: nothing depends on the answer. */
  quit: 5_000,
} as const;
