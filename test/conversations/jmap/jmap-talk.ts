import { ConnectionEnd, type SessionServer } from '#net/connection.ts';
import { Input } from '#net/input.ts';
import type { JmapStage } from '#test/stage/jmap-stage.ts';

/** Characters of a line of a script. */
const lineMax = 100_000;

/** Plays the lines of a script (README.md) to JMAP, and writes what it answers as lines. */
export function jmapTalk(stage: JmapStage): SessionServer {
  return async (connection) => {
    const input = new Input(connection);
    let login = 'ada';
    for (;;) {
      const line = await nextLine(input);
      if (line === undefined) return;
      if (line.startsWith('as ')) login = line.slice(3);
      else connection.write(Buffer.from(`${await answerTo(stage, line, login)}\r\n`));
      await connection.flush();
    }
  };
}

async function nextLine(input: Input): Promise<string | undefined> {
  try {
    const text = await input.line(lineMax);
    return Buffer.from(text, 'latin1').toString('utf8').trimEnd();
  } catch (error) {
    if (error instanceof ConnectionEnd) return undefined;
    throw error;
  }
}

async function answerTo(stage: JmapStage, line: string, login: string): Promise<string> {
  if (line.startsWith('[')) {
    const responses = await stage.call(JSON.parse(line), login);
    return responses.map((response) => JSON.stringify(response)).join('\r\n');
  }
  const [method = '', path = '', type, ...body] = line.split(' ');
  const answer = await stage.fetch(path, {
    method,
    headers: {
      authorization: login === 'nobody' ? 'none' : `Bearer ${login}`,
      ...(type === undefined ? {} : { 'content-type': type }),
    },
    ...(type === undefined ? {} : { body: body.join(' ') }),
  });
  const text = (await answer.text()).replaceAll('\r', '\\r').replaceAll('\n', '\\n');
  return `${answer.status} ${answer.headers.get('content-type') ?? 'none'}\r\n${text}`;
}
