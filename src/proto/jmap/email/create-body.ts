import { readHeaderFields } from '#proto/jmap/email/create-header.ts';
import type { Faults } from '#proto/jmap/email/faults.ts';
import {
  isJsonArray,
  isJsonObject,
  type JsonObject,
  type JsonValue,
  memberOf,
} from '#proto/jmap/json.ts';
import type {
  ComposedField,
  ComposedLeaf,
  ComposedMultipart,
} from '#proto/mime/compose/composed-part.ts';
import { composedDepthMax, composedPartsMax } from '#proto/mime/compose/compose-message.ts';
import { parameter, parseParameterized } from '#proto/mime/parameters.ts';

/** A part whose content is a text, or is behind a blob id. */
export type DraftLeaf = {
  /** Its type is empty where the blob's is to be taken. */
  readonly leaf: Omit<ComposedLeaf, 'content'>;
  readonly content: { readonly text: string } | { readonly blobId: string };
};

export type DraftMultipart = {
  readonly multipart: Omit<ComposedMultipart, 'parts'>;
  readonly parts: readonly DraftPart[];
};

export type DraftPart = DraftLeaf | DraftMultipart;

const partNames: ReadonlySet<string> = new Set([
  'partId',
  'blobId',
  'size',
  'name',
  'type',
  'charset',
  'disposition',
  'cid',
  'language',
  'location',
  'subParts',
]);

/** Reads the parts of a message to be created. */
export class BodyReader {
  readonly #values: JsonObject;
  readonly #faults: Faults;
  #count = 0;

  /** @param values `bodyValues`, by part id. */
  constructor(values: JsonObject, faults: Faults) {
    this.#values = values;
    this.#faults = faults;
  }

  /** A part and what is in it; undefined, and a fault, for what is none. @param path Its place. */
  part(value: JsonValue, path: string, depth = 0): DraftPart | undefined {
    if (!isJsonObject(value)) return this.#faults.add(path, `${path} is no part`);
    if (++this.#count > composedPartsMax || depth > composedDepthMax) {
      return this.#faults.add(path, 'The message has too many parts');
    }
    for (const name of Object.keys(value)) {
      if (partNames.has(name) || name.startsWith('header:')) continue;
      this.#faults.add(`${path}/${name}`, `"${name.slice(0, 50)}" may not be given for a part`);
    }
    const type = this.#type(value, path);
    const fields = this.#fields(value, path);
    const { subParts } = value;
    if (!type.value.startsWith('multipart/')) {
      if (subParts !== undefined && subParts !== null) {
        this.#faults.add(`${path}/subParts`, 'Only a multipart has parts');
      }
      return this.#leaf(value, path, { ...type, fields });
    }
    if (!isJsonArray(subParts) || subParts.length === 0) {
      return this.#faults.add(`${path}/subParts`, 'A multipart has parts');
    }
    for (const name of ['partId', 'blobId', 'charset'] as const) {
      if ((value[name] ?? null) !== null)
        this.#faults.add(`${path}/${name}`, 'A multipart has none');
    }
    const parts = subParts.map((one, at) => this.part(one, `${path}/subParts/${at}`, depth + 1));
    return {
      multipart: { type: type.value, parameters: type.parameters, fields },
      parts: parts.filter((part) => part !== undefined),
    };
  }

  #leaf(
    value: JsonObject,
    path: string,
    {
      value: type,
      parameters,
      fields,
      charset,
      name,
    }: PartType & { readonly fields: readonly ComposedField[] },
  ): DraftLeaf | undefined {
    const content = this.#content(value, path, type);
    if (content === undefined) return undefined;
    const isText = 'text' in content;
    const own = this.#text(value, 'charset', path);
    if (isText && own !== undefined) {
      this.#faults.add(`${path}/charset`, 'The server chooses the charset of a text');
    }
    return {
      content,
      leaf: {
        type,
        parameters,
        charset: isText ? undefined : (own ?? charset),
        disposition: this.#text(value, 'disposition', path),
        name: this.#text(value, 'name', path) ?? name,
        cid: this.#text(value, 'cid', path),
        location: this.#text(value, 'location', path),
        language: this.#languages(value, path),
        fields,
      },
    };
  }

  #content(value: JsonObject, path: string, type: string): DraftLeaf['content'] | undefined {
    const partId = this.#text(value, 'partId', path);
    const blobId = this.#text(value, 'blobId', path);
    if (partId !== undefined && blobId !== undefined) {
      this.#faults.add(`${path}/partId`, 'A part has a partId or a blobId');
      return this.#faults.add(`${path}/blobId`, 'A part has a partId or a blobId');
    }
    if (blobId !== undefined) return { blobId };
    if (partId === undefined) return this.#faults.add(`${path}/partId`, 'The part has no content');
    if ((value['size'] ?? null) !== null) {
      this.#faults.add(`${path}/size`, 'A text is as long as it is');
    }
    if (!type.startsWith('text/')) {
      return this.#faults.add(`${path}/type`, 'A part with a partId is a text');
    }
    return this.#value(partId, path);
  }

  #value(partId: string, path: string): { text: string } | undefined {
    const given = memberOf(this.#values, partId);
    if (!isJsonObject(given)) {
      return this.#faults.add(`${path}/partId`, `bodyValues has no "${partId.slice(0, 50)}"`);
    }
    const { value, isEncodingProblem = false, isTruncated = false } = given;
    // What is known not to be whole is not to be sent (RFC 8621 §4.6).
    if (isEncodingProblem !== false)
      this.#faults.add(`bodyValues/${partId}/isEncodingProblem`, 'It is');
    if (isTruncated !== false) this.#faults.add(`bodyValues/${partId}/isTruncated`, 'It is');
    if (typeof value === 'string') return { text: value };
    return this.#faults.add(`bodyValues/${partId}/value`, 'It is no text');
  }

  #type(value: JsonObject, path: string): PartType {
    const raw = Object.keys(value).find((name) => /^header:content-type(:|$)/i.test(name));
    const given = this.#text(value, 'type', path);
    const header = raw === undefined ? undefined : value[raw];
    if (typeof header !== 'string') {
      const unsaid = typeof value['blobId'] === 'string' ? '' : 'text/plain';
      const type = given ?? (isJsonArray(value['subParts']) ? 'multipart/mixed' : unsaid);
      return { value: type.toLowerCase(), parameters: [], charset: undefined, name: undefined };
    }
    if (given !== undefined) this.#faults.add(`${path}/type`, 'The type is given twice');
    const { value: type, parameters } = parseParameterized(header.trim());
    return {
      value: type,
      parameters: parameters.filter(([name]) => !ownParameters.has(name)),
      charset: parameter(parameters, 'charset'),
      name: parameter(parameters, 'name'),
    };
  }

  #fields(value: JsonObject, path: string): readonly ComposedField[] {
    const { 'header:Content-Type': _, ...others } = value;
    const rest = Object.fromEntries(
      Object.entries(others).filter(([name]) => !/^header:content-type(:|$)/i.test(name)),
    );
    const isRefused = (field: string): boolean =>
      field === 'content-transfer-encoding' ||
      (twins.get(field)?.some((name) => (value[name] ?? null) !== null) ?? false);
    return readHeaderFields(rest, this.#faults, { path: `${path}/`, isRefused });
  }

  #text(value: JsonObject, name: string, path: string): string | undefined {
    const text = memberOf(value, name) ?? undefined;
    if (text === undefined || typeof text === 'string') return text;
    return this.#faults.add(`${path}/${name}`, `${name} is no text`);
  }

  #languages(value: JsonObject, path: string): string[] | undefined {
    const list = value['language'] ?? undefined;
    if (list === undefined) return undefined;
    const tags = isJsonArray(list) ? list.filter((tag) => typeof tag === 'string') : [];
    const fits = isJsonArray(list) && tags.length === list.length;
    return fits ? tags : this.#faults.add(`${path}/language`, 'language is no list of texts');
  }
}

type PartType = {
  /** As `text/plain`, in lower case; empty where the blob's is to be taken. */
  readonly value: string;
  readonly parameters: readonly (readonly [string, string])[];
  readonly charset: string | undefined;
  readonly name: string | undefined;
};

/** Parameters that are written by us. */
const ownParameters: ReadonlySet<string> = new Set(['boundary', 'charset', 'name']);

/** Properties that stand for fields of a part's header, which are then not to be given too. */
const twins: ReadonlyMap<string, readonly string[]> = new Map([
  ['content-disposition', ['disposition', 'name']],
  ['content-id', ['cid']],
  ['content-language', ['language']],
  ['content-location', ['location']],
]);
