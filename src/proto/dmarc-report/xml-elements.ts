import { SaxesParser } from 'saxes';

import { ParseError } from '#proto/cursor.ts';

/** Elements within one another; the deepest of RFC 9990 §3.1.1 is the fifth. Our choice. */
export const xmlDepthMax = 32;

/** Breaches of XML's rules in one document: more is no document. Bounds their cost. Our choice. */
export const xmlFaultsMax = 100;

/** Characters kept of one element's text: real ones are names and comments. Our choice. */
export const xmlTextCharactersMax = 1_000;

/** Children kept of one element: bounds what one record can hold. Our choice. */
export const xmlChildrenMax = 1_000;

/** An element: its name without prefix in lower case, its own text without blanks around it. */
export type XmlElement = {
  readonly name: string;
  readonly text: string;
  readonly children: readonly XmlElement[];
};

type OpenElement = { readonly name: string; text: string; readonly children: XmlElement[] };

/**
 * Reads XML piece by piece and hands on elements as they end, so that memory holds one branch.
 *
 * What breaks XML's rules is passed over as well as it goes. Entities are the five of XML itself;
 * what a document declares is not looked at, so nothing can grow.
 */
export class XmlElements {
  readonly #parser = new SaxesParser({ position: false });
  readonly #open: OpenElement[] = [];
  readonly #take: (element: XmlElement, parents: readonly string[]) => boolean;
  #faults = 0;

  /** @param take Says whether it has taken an element; else its parent keeps it. */
  constructor(take: (element: XmlElement, parents: readonly string[]) => boolean) {
    this.#take = take;
    this.#parser.on('error', () => this.#fault());
    this.#parser.on('opentag', ({ name }) => this.#begin(name));
    this.#parser.on('text', (text) => this.#addText(text));
    this.#parser.on('cdata', (text) => this.#addText(text));
    this.#parser.on('closetag', () => this.#end());
  }

  /** Breaches of XML's rules so far. */
  get faults(): number {
    return this.#faults;
  }

  /** @throws {ParseError} Beyond {@link xmlDepthMax} or {@link xmlFaultsMax}. */
  push(text: string): void {
    this.#parser.write(text);
  }

  /** Ends the document; what is still open ends with it. @throws {ParseError} As {@link push}. */
  end(): void {
    this.#parser.close();
    for (let left = this.#open.length; left > 0; left--) this.#end();
  }

  #fault(): void {
    if (++this.#faults > xmlFaultsMax) throw new ParseError('Too broken to be XML', 0);
  }

  #begin(name: string): void {
    if (this.#open.length === xmlDepthMax) throw new ParseError('Elements too deep', 0);
    const local = name.slice(name.indexOf(':') + 1).toLowerCase();
    this.#open.push({ name: local, text: '', children: [] });
  }

  #addText(text: string): void {
    const element = this.#open.at(-1);
    if (element === undefined || element.text.length >= xmlTextCharactersMax) return;
    const own = element.text === '' ? text.trimStart() : text;
    element.text += own.slice(0, xmlTextCharactersMax - element.text.length);
  }

  #end(): void {
    const element = this.#open.pop();
    if (element === undefined) return;
    const ended = { ...element, text: element.text.trimEnd() };
    const parents = this.#open.map(({ name }) => name);
    if (this.#take(ended, parents)) return;
    const parent = this.#open.at(-1);
    if (parent !== undefined && parent.children.length < xmlChildrenMax) {
      parent.children.push(ended);
    }
  }
}

/** The first child of that name. */
export function childOf(element: XmlElement | undefined, name: string): XmlElement | undefined {
  return element?.children.find((child) => child.name === name);
}

/** The text of the first child of that name; empty without one. */
export function textOf(element: XmlElement | undefined, name: string): string {
  return childOf(element, name)?.text ?? '';
}

/** Every child of that name. */
export function childrenOf(element: XmlElement | undefined, name: string): readonly XmlElement[] {
  return element?.children.filter((child) => child.name === name) ?? [];
}
