import { refuse } from '#base/refusal.ts';
import type { TemplateNode } from '#core/sending/template/parse-template.ts';

/** Characters that one text may grow to. Our choice. */
export const renderedCharactersMax = 1_000_000;

/** Parts of templates that are filled for one text, items of lists included. Our choice. */
export const renderedNodesMax = 100_000;

/** Names that a refusal lists. */
const missingNamedMax = 20;

/** Why a template cannot be filled. */
export type RenderRefusalCode =
  /** Values are missing, or are of the wrong kind. */
  | 'template.values'
  /** It grows beyond {@link renderedCharactersMax}. */
  | 'template.too-large';

/** What fills the gaps: texts, numbers, truths, lists and objects of them. */
export type TemplateValues = Readonly<Record<string, unknown>>;

/**
 * Fills a template. In HTML each value is escaped but where the template says raw.
 *
 * @throws {Refusal} {@link RenderRefusalCode}, naming what is missing.
 */
export function renderTemplate(
  nodes: readonly TemplateNode[],
  values: TemplateValues,
  format: 'text' | 'html',
): string {
  const rendering = new Rendering(format);
  rendering.add(nodes, [values]);
  return rendering.finish();
}

/** The text such that HTML shows it, as content or within quotes. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"'`]/g, (character) => `&#${character.charCodeAt(0)};`);
}

class Rendering {
  readonly #format: 'text' | 'html';
  readonly #missing = new Set<string>();
  #text = '';
  #nodes = 0;

  constructor(format: 'text' | 'html') {
    this.#format = format;
  }

  finish(): string {
    if (this.#missing.size === 0) return this.#text;
    const names = [...this.#missing].slice(0, missingNamedMax).map((name) => `"${name}"`);
    return refuse<RenderRefusalCode>('template.values', `Values are missing: ${names.join(', ')}`);
  }

  /** @param scopes The innermost last. */
  add(nodes: readonly TemplateNode[], scopes: readonly unknown[]): void {
    for (const node of nodes) {
      if (++this.#nodes > renderedNodesMax || this.#text.length > renderedCharactersMax) {
        refuse<RenderRefusalCode>('template.too-large', 'The filled template is too large');
      }
      if (node.kind === 'text') this.#text += node.text;
      else if (node.kind === 'value') this.#addValue(node, scopes);
      else this.#addSection(node, scopes);
    }
  }

  #addValue(
    { path, raw }: Extract<TemplateNode, { kind: 'value' }>,
    scopes: readonly unknown[],
  ): void {
    const value = find(path, scopes);
    if (value === undefined) {
      if (this.#missing.size < missingNamedMax) this.#missing.add(path.join('.'));
      return;
    }
    const text = plainText(value);
    if (text === undefined) {
      const name = path.join('.');
      refuse<RenderRefusalCode>('template.values', `"${name}" is a list or an object, not a text`);
    }
    this.#text += this.#format === 'html' && !raw ? escapeHtml(text) : text;
  }

  #addSection(
    section: Extract<TemplateNode, { kind: 'if' | 'each' }>,
    scopes: readonly unknown[],
  ): void {
    const value = find(section.path, scopes);
    if (section.kind === 'if') {
      this.add(holds(value) ? section.nodes : section.otherwise, scopes);
      return;
    }
    if (value !== undefined && value !== null && !Array.isArray(value)) {
      refuse<RenderRefusalCode>('template.values', `"${section.path.join('.')}" is no list`);
    }
    const items: readonly unknown[] = value ?? [];
    if (items.length === 0) this.add(section.otherwise, scopes);
    for (const item of items) this.add(section.nodes, [...scopes, item]);
  }
}

/** The value of a path, from the innermost scope that has its first name. Own properties only. */
function find([first = '', ...rest]: readonly string[], scopes: readonly unknown[]): unknown {
  let value: unknown = first === 'this' ? scopes.at(-1) : undefined;
  if (first !== 'this')
    value = member(
      scopes.findLast((scope) => has(scope, first)),
      first,
    );
  for (const name of rest) value = member(value, name);
  return value;
}

function has(value: unknown, name: string): value is Record<string, unknown> {
  return (
    typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    Object.hasOwn(value, name)
  );
}

function member(value: unknown, name: string): unknown {
  return has(value, name) ? value[name] : undefined;
}

function plainText(value: unknown): string | undefined {
  if (value === null) return '';
  if (typeof value === 'string') return value;
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : undefined;
}

function holds(value: unknown): boolean {
  return Array.isArray(value) ? value.length > 0 : Boolean(value);
}
