/** The names of the bits that are set, in the mailbox's list of keywords. */
export function keywordsOfBits(names: readonly string[], bits: number): string[] {
  return names.filter((_, place) => Math.floor(bits / 2 ** place) % 2 === 1);
}
