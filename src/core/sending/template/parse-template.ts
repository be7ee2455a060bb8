import { ParseError } from '#proto/cursor.ts';

/** Characters of one template text. Our choice: a newsletter has 100,000. */
export const templateCharactersMax = 500_000;

/** Tags of one template text. Our choice. */
export const templateTagsMax = 5_000;

/** Sections within one another. Our choice. */
export const templateDepthMax = 8;

/** Names of one path, as `order.customer.name`. Our choice. */
const pathNamesMax = 8;

export type TemplateNode =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'value'; readonly path: readonly string[]; readonly raw: boolean }
  | {
      readonly kind: 'if' | 'each';
      readonly path: readonly string[];
      readonly nodes: readonly TemplateNode[];
      readonly otherwise: readonly TemplateNode[];
    };

type Section = {
  readonly kind: 'if' | 'each';
  readonly path: readonly string[];
  readonly nodes: TemplateNode[];
  readonly otherwise: TemplateNode[];
  /** Behind `{{else}}`. */
  inElse: boolean;
};

const name = /^[A-Za-z_][A-Za-z0-9_-]{0,63}$/;

/**
 * Reads a template: text with `{{ path }}`, `{{{ path }}}`, `{{#if path}} … {{else}} … {{/if}}`,
 * `{{#each path}} … {{/each}}` and `{{! notes }}`. Inside `each`, `this` is the item.
 *
 * @param options.raw Whether `{{{ … }}}` may stand there.
 * @throws {ParseError}
 */
export function parseTemplate(
  text: string,
  { raw }: { readonly raw: boolean },
): readonly TemplateNode[] {
  if (text.length > templateCharactersMax) {
    throw new ParseError(`A template has ${templateCharactersMax} characters at most`, 0);
  }
  const root: TemplateNode[] = [];
  const open: Section[] = [];
  let at = 0;
  for (let tags = 0; ; tags++) {
    const start = text.indexOf('{{', at);
    const nodes = targetOf(open.at(-1), root);
    if (start < 0) {
      addText(nodes, text.slice(at));
      break;
    }
    if (tags === templateTagsMax) throw new ParseError(`More than ${templateTagsMax} tags`, start);
    addText(nodes, text.slice(at, start));
    const triple = text.startsWith('{{{', start);
    const end = text.indexOf(triple ? '}}}' : '}}', start);
    if (end < 0) throw new ParseError('A {{ has no }} behind it', start);
    const tag = text.slice(start + (triple ? 3 : 2), end).trim();
    at = end + (triple ? 3 : 2);
    if (triple) {
      if (!raw) throw new ParseError('{{{ }}} is for HTML only; write {{ }}', start);
      nodes.push({ kind: 'value', path: parsePath(tag, start), raw: true });
    } else takeTag(tag, { nodes, open, offset: start });
  }
  const left = open.at(-1);
  if (left !== undefined) {
    throw new ParseError(`{{#${left.kind} ${left.path.join('.')}}} is not closed`, text.length);
  }
  return root;
}

function targetOf(section: Section | undefined, root: TemplateNode[]): TemplateNode[] {
  if (section === undefined) return root;
  return section.inElse ? section.otherwise : section.nodes;
}

function addText(nodes: TemplateNode[], text: string): void {
  if (text !== '') nodes.push({ kind: 'text', text });
}

type Place = { readonly nodes: TemplateNode[]; readonly open: Section[]; readonly offset: number };

function takeTag(tag: string, { nodes, open, offset }: Place): void {
  if (tag.startsWith('!')) return;
  const section = open.at(-1);
  if (tag === 'else') {
    if (section === undefined || section.inElse) {
      throw new ParseError('{{else}} belongs between {{#if}} or {{#each}} and its end', offset);
    }
    section.inElse = true;
    return;
  }
  if (tag.startsWith('/')) {
    if (section === undefined || tag !== `/${section.kind}`) {
      throw new ParseError(`{{${tag.slice(0, 40)}}} closes nothing that is open`, offset);
    }
    open.pop();
    return;
  }
  if (!tag.startsWith('#')) {
    nodes.push({ kind: 'value', path: parsePath(tag, offset), raw: false });
    return;
  }
  const [, kind, path] = /^#(if|each)\s+(\S+)$/.exec(tag) ?? [];
  if ((kind !== 'if' && kind !== 'each') || path === undefined) {
    throw new ParseError(
      `{{${tag.slice(0, 40)}}} is neither {{#if name}} nor {{#each name}}`,
      offset,
    );
  }
  if (open.length === templateDepthMax) {
    throw new ParseError(`Sections stand ${templateDepthMax} deep at most`, offset);
  }
  const begun: Section = {
    kind,
    path: parsePath(path, offset),
    nodes: [],
    otherwise: [],
    inElse: false,
  };
  nodes.push(begun);
  open.push(begun);
}

function parsePath(text: string, offset: number): readonly string[] {
  const names = text.split('.');
  if (names.length > pathNamesMax || !names.every((one) => name.test(one))) {
    throw new ParseError(`"${text.slice(0, 40)}" is no name to fill in`, offset);
  }
  return names;
}
