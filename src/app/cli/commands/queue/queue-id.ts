import { InvalidArgumentError } from 'commander';

const idShape = /^[1-9]\d{0,14}$/;

/** The number of a message in the queue. @throws {InvalidArgumentError} */
export function parseQueueId(text: string): number {
  if (idShape.test(text)) return Number(text);
  throw new InvalidArgumentError('Write the number that "queue list" shows.');
}
