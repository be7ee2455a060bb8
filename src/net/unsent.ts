/** Something with octets to send before the turn of the loop ends. */
export type Unsent = { send(): void };

let marked: Unsent[] = [];

/**
 * Sends what `unsent` has collected when the code that runs now has come to rest: replies to
 * pipelined commands leave in one write. One tick serves all connections of the turn.
 */
export function markUnsent(unsent: Unsent): void {
  if (marked.push(unsent) === 1) process.nextTick(sendMarked);
}

function sendMarked(): void {
  const all = marked;
  marked = [];
  for (const unsent of all) unsent.send();
}
