import { usageError } from '#app/cli/cli-error.ts';
import type { TextInput, World } from '#app/cli/world.ts';

/** Characters of one line that a person types or a pipe brings. */
const lineLengthMax = 10_000;

/** The first line of what comes in, without its end; as much as there is when there is no end. */
export async function readLine(input: TextInput): Promise<string> {
  const decoder = new TextDecoder();
  let text = '';
  for await (const chunk of input) {
    text += typeof chunk === 'string' ? chunk : decoder.decode(chunk, { stream: true });
    if (text.includes('\n') || text.length > lineLengthMax) break;
  }
  if (text.length > lineLengthMax) throw usageError('Cannot read the line', 'It is too long');
  return text.split('\n', 1)[0]?.replace(/\r$/, '') ?? '';
}

/** Asks at the terminal without showing what is typed. @throws {CliError} At Ctrl-C. */
export async function readHidden({ stdin, stderr }: World, question: string): Promise<string> {
  stderr.write(question);
  stdin.setRawMode?.(true);
  try {
    return await readKeys(stdin);
  } finally {
    stdin.setRawMode?.(false);
    stderr.write('\n');
  }
}

const interrupt = '\u0003';
const endOfInput = '\u0004';
const rubouts = new Set(['\u007f', '\b']);

async function readKeys(input: TextInput): Promise<string> {
  const decoder = new TextDecoder();
  const typed: string[] = [];
  for await (const chunk of keysOf(input)) {
    const text = typeof chunk === 'string' ? chunk : decoder.decode(chunk, { stream: true });
    for (const key of text) {
      if (key === interrupt) throw usageError('Nothing was changed', 'Ctrl-C was pressed');
      if (key === '\r' || key === '\n' || key === endOfInput) return typed.join('');
      if (rubouts.has(key)) typed.pop();
      else if (typed.push(key) > lineLengthMax) throw usageError('Not a password', 'Too long');
    }
  }
  return typed.join('');
}

/** Iterates without ending the stream: a second question may follow. */
function keysOf(input: TextInput): AsyncIterable<Uint8Array | string> {
  const iterator = input[Symbol.asyncIterator]();
  return { [Symbol.asyncIterator]: () => ({ next: () => iterator.next() }) };
}
