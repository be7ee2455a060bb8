import { ParseError } from '#proto/cursor.ts';
import {
  type ArcSeal,
  parseArcResults,
  parseArcSeal,
  parseInstance,
} from '#proto/dkim/arc-field.ts';
import { cutValue, type HeaderField, valueOf } from '#proto/dkim/header-field.ts';
import { parseTagList } from '#proto/dkim/tag-list.ts';

/** What one handler added (RFC 8617 §4.2). */
export type ArcSet = {
  /** What the handler had found, without the instance. */
  readonly results: string;
  readonly seal: ArcSeal;
  /** The seal with the value of `b=` left out. */
  readonly unsigned: HeaderField;
  readonly fields: {
    readonly results: HeaderField;
    /** Its instance was read; whether it holds matters in the newest set only. */
    readonly signature: HeaderField;
    readonly seal: HeaderField;
  };
};

/** A chain whose form is right, the oldest set first; or why it is not. */
export type ArcChain = {
  readonly sets: readonly ArcSet[];
  /** The highest instance that any field names; 0 without ARC fields. */
  readonly highest: number;
  /** Undefined for a chain that may be checked further. */
  readonly fault: string | undefined;
  /** A handler found the chain broken and said so: nothing may be added (RFC 8617 §5.1). */
  readonly ended: boolean;
};

const kinds = ['arc-authentication-results', 'arc-message-signature', 'arc-seal'] as const;

type Kind = (typeof kinds)[number];

type Parts = Map<Kind, HeaderField>;

/** Puts the ARC fields of a header together to sets, and checks their form (RFC 8617 §5.2). */
export function collectChain(fields: readonly HeaderField[]): ArcChain {
  const byInstance = new Map<number, Parts>();
  let fault: string | undefined;
  for (const field of fields) {
    const kind = kinds.find((name) => name === field.name);
    if (kind === undefined) continue;
    try {
      addPart(byInstance, kind, field);
    } catch (error) {
      if (!(error instanceof ParseError)) throw error;
      fault ??= `${field.name}: ${error.message}`;
    }
  }
  const highest = Math.max(0, ...byInstance.keys());
  const sets: ArcSet[] = [];
  try {
    for (let instance = 1; instance <= highest; instance++) {
      sets.push(readSet(instance, byInstance.get(instance)));
    }
  } catch (error) {
    if (!(error instanceof ParseError)) throw error;
    fault ??= error.message;
  }
  const ended = saysBroken(byInstance.get(highest)?.get('arc-seal'));
  if (ended) fault ??= 'the chain was found broken before';
  fault ??= chainFault(sets);
  return { sets: fault === undefined ? sets : [], highest, fault, ended };
}

function saysBroken(seal: HeaderField | undefined): boolean {
  if (seal === undefined) return false;
  const tags = parseTagList(valueOf(seal)); // It was parsed for its instance.
  return tags.get('cv')?.value === 'fail';
}

/** At most one field of each kind has an instance. */
function addPart(byInstance: Map<number, Parts>, kind: Kind, field: HeaderField): void {
  const instance = instanceOf(kind, field);
  const parts = byInstance.get(instance) ?? new Map<Kind, HeaderField>();
  byInstance.set(instance, parts);
  if (parts.has(kind)) throw new ParseError(`Instance ${instance} comes twice`, 0);
  parts.set(kind, field);
}

function instanceOf(kind: Kind, field: HeaderField): number {
  const value = valueOf(field);
  if (kind === 'arc-authentication-results') return parseArcResults(value).instance;
  return parseInstance(parseTagList(value));
}

function readSet(instance: number, parts: Parts | undefined): ArcSet {
  const [results, signature, seal] = kinds.map((kind) => parts?.get(kind));
  if (results === undefined || signature === undefined || seal === undefined) {
    throw new ParseError(`instance ${instance} is not complete`, 0);
  }
  const tags = parseTagList(valueOf(seal));
  return {
    results: parseArcResults(valueOf(results)).results,
    seal: parseArcSeal(tags),
    unsigned: cutValue(seal, tags.get('b') ?? { start: 0, end: 0 }),
    fields: { results, signature, seal },
  };
}

/** The first handler found no chain, each further one a good one (RFC 8617 §5.2). */
function chainFault(sets: readonly ArcSet[]): string | undefined {
  const wrong = sets.findIndex(
    ({ seal }, index) => seal.chainStatus !== (index === 0 ? 'none' : 'pass'),
  );
  return wrong < 0 ? undefined : `the seal of instance ${wrong + 1} contradicts its place`;
}
