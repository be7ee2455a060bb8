import type { z } from '@hono/zod-openapi';

import { sentFilesMax } from '#core/sending/send-request.ts';
import { ProblemError } from '#session/http/problem.ts';
import { readBody } from '#session/http/read-body.ts';

/** Octets of a request: a message of 25 MiB in base64 and what stands around it. */
export const sendOctetsMax = 36 * 1_048_576;

/** Parts of a form. Our choice: files, recipients one by one, and the rest. */
const formPartsMax = 2_000;

/** The value of a JSON body. @throws {ProblemError} */
export async function readJson<Schema extends z.ZodType>(
  request: Request,
  schema: Schema,
  octetsMax: number = sendOctetsMax,
): Promise<z.output<Schema>> {
  const octets = await readBody(request, octetsMax);
  return checked(parseJson(Buffer.from(octets).toString()), schema);
}

/** The value, as the schema has it. @throws {ProblemError} Saying what is wrong where. */
export function checked<Schema extends z.ZodType>(
  value: unknown,
  schema: Schema,
): z.output<Schema> {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const errors = result.error.issues.map(({ path, message }) => ({
    pointer: path.map((part) => `/${String(part)}`).join(''),
    detail: message,
  }));
  throw new ProblemError({
    status: 422,
    code: 'request.invalid',
    title: 'The request is not valid',
    detail: errors.map(({ pointer, detail }) => `${pointer || 'The body'}: ${detail}`).join('; '),
    extra: { errors },
  });
}

/** The JSON of a message, or a form that stands for it. @throws {ProblemError} */
export async function readMessage(request: Request): Promise<unknown> {
  const type = request.headers.get('content-type') ?? '';
  if (/^application\/json\b/iu.test(type)) {
    return parseJson(Buffer.from(await readBody(request, sendOctetsMax)).toString());
  }
  if (/^multipart\/form-data\b/iu.test(type)) return await readForm(request, type);
  throw new ProblemError({
    status: 415,
    code: 'request.type',
    title: 'The request is of another type',
    detail: 'A message is sent as application/json or as multipart/form-data. Say which',
  });
}

async function readForm(request: Request, type: string): Promise<unknown> {
  const octets = new Uint8Array(await readBody(request, sendOctetsMax));
  let form: FormData;
  try {
    form = await new Response(octets, { headers: { 'content-type': type } }).formData();
  } catch {
    throw new ProblemError({
      status: 400,
      code: 'request.malformed',
      title: 'The form is malformed',
      detail: 'The body is not what its Content-Type says. Check how it is made',
    });
  }
  return await messageOf(form);
}

const lists: ReadonlySet<string> = new Set(['to', 'cc', 'bcc', 'replyTo']);
const fileParts: ReadonlySet<string> = new Set(['attachment', 'inline']);

/** Members that are JSON where a form has them. */
const jsonParts: ReadonlySet<string> = new Set(['template', 'headers', 'deliverBy', 'priority']);

/** The part `message` holds all as JSON, or single parts are named like its members. */
async function messageOf(form: FormData): Promise<unknown> {
  const parts = [...form.entries()];
  if (parts.length > formPartsMax) throw invalid('The form has too many parts');
  const whole = form.get('message');
  const message: Record<string, unknown> =
    typeof whole === 'string' ? { ...asObject(parseJson(whole)) } : {};
  const attachments: unknown[] = [];
  for (const [name, value] of parts) {
    if (typeof value !== 'string') {
      if (!fileParts.has(name))
        throw invalid(`Files are named attachment or inline, not "${name}"`);
      if (attachments.length === sentFilesMax) throw invalid('The form has too many files');
      attachments.push(await fileOf(value, name === 'inline'));
    } else if (lists.has(name)) {
      const before: unknown = message[name];
      message[name] = [...(Array.isArray(before) ? before.map(asUnknown) : []), value];
    } else if (name !== 'message') {
      message[name] = jsonParts.has(name) ? parseJson(value) : value;
    }
  }
  return attachments.length === 0 ? message : { ...message, attachments };
}

function asUnknown(value: unknown): unknown {
  return value;
}

/** An inline file is shown as `cid:` and its name. */
async function fileOf(file: File, inline: boolean) {
  const content = Buffer.from(await file.arrayBuffer()).toString('base64');
  const type = file.type === '' ? 'application/octet-stream' : file.type.replace(/;.*$/u, '');
  return { name: file.name, type, content, ...(inline ? { cid: file.name } : {}) };
}

function asObject(value: unknown): object {
  if (typeof value === 'object' && value !== null) return value;
  throw invalid('The part message is no JSON object');
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new ProblemError({
      status: 400,
      code: 'request.malformed',
      title: 'The request is no JSON',
      detail: `The body cannot be read: ${error instanceof Error ? error.message : 'no JSON'}`,
    });
  }
}

function invalid(detail: string): ProblemError {
  return new ProblemError({
    status: 422,
    code: 'request.invalid',
    title: 'The request is not valid',
    detail,
  });
}
