import type { Arguments } from '#proto/jmap/arguments.ts';
import { formatId, type IdLetter, parseId } from '#proto/jmap/ids.ts';
import { MethodError, refuseArguments } from '#proto/jmap/method-error.ts';
import { maxObjectsInGet } from '#session/http/jmap/limits.ts';
import {
  accountOf,
  actualId,
  type JmapAccount,
  type MethodContext,
} from '#session/http/jmap/method-context.ts';

/** Names in one `properties`; a type has some 40 at most. Our choice. */
const propertiesMax = 100;

/** What a `/get` call asks for, of a type whose ids are numbers. */
export type GetCall = {
  readonly account: JmapAccount;
  /** As the client wrote them; undefined for all. */
  readonly ids: readonly string[] | undefined;
  /** What to tell of each; undefined for everything. */
  readonly properties: ReadonlySet<string> | undefined;
};

/** What a `/get` call found. */
export type Found = {
  readonly list: readonly Readonly<Record<string, unknown>>[];
  readonly notFound: readonly string[];
};

/**
 * Reads the arguments of a `/get` method (RFC 8620 §5.1).
 *
 * @param known Names of all properties of the type.
 * @throws {MethodError} `invalidArguments` for a property of another name.
 */
export function readGetCall(
  context: MethodContext,
  args: Arguments,
  known: readonly string[],
): GetCall {
  const account = accountOf(context, args);
  const ids = args.optionalIds('ids', maxObjectsInGet);
  const names = args.optionalStrings('properties', propertiesMax);
  args.done();
  const unknown = names?.find((name) => !known.includes(name));
  if (unknown !== undefined) refuseArguments(`There is no property ${unknown}`);
  return { account, ids, properties: names === undefined ? undefined : new Set(names) };
}

/**
 * Finds the objects that a call names, or all.
 *
 * @param objectOf All properties of the object of that number; undefined when there is none.
 * @throws {MethodError} `requestTooLarge` when all are too many.
 */
export function getObjects(
  context: MethodContext,
  { ids, properties }: GetCall,
  type: {
    readonly letter: IdLetter;
    readonly all: () => Iterable<number>;
    readonly count: number;
    readonly objectOf: (id: number) => Readonly<Record<string, unknown>> | undefined;
  },
): Found {
  const { letter } = type;
  if (ids === undefined && type.count > maxObjectsInGet) {
    throw new MethodError('requestTooLarge', `There are more than ${maxObjectsInGet}`);
  }
  const wanted = ids ?? [...type.all()].map((id) => formatId(letter, id));
  const list: Readonly<Record<string, unknown>>[] = [];
  const notFound: string[] = [];
  for (const text of wanted) {
    const id = parseId(letter, actualId(context, text) ?? '');
    const object = id === undefined ? undefined : type.objectOf(id);
    if (object === undefined) notFound.push(text);
    else list.push(properties === undefined ? object : chosen(object, properties));
  }
  return { list, notFound };
}

/** The id is told always (RFC 8620 §5.1). */
function chosen(
  object: Readonly<Record<string, unknown>>,
  properties: ReadonlySet<string>,
): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    Object.entries(object).filter(([name]) => name === 'id' || properties.has(name)),
  );
}
