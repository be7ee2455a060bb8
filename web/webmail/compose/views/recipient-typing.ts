import { type Signal, signal } from '@preact/signals';

import type { EmailAddress } from '../../../shared/jmap/mail-types.ts';
import { now } from '../../../shared/now.ts';
import { everybody, type RecipientField } from '../draft/content.ts';
import type { Desk } from '../draft/desk.ts';
import type { OpenDraft } from '../draft/open-draft.ts';
import { addressKey, isAddress, parseAddresses } from '../recipients/addresses.ts';
import { type Contact, suggest } from '../recipients/suggest.ts';
import { addRecipients } from './chip-moves.ts';

/** Suggestions below which all mail is searched for more. */
const fewFound = 4;

/** What is typed in one field of recipients, and who may be meant by it. */
export class RecipientTyping {
  readonly typed = signal('');
  readonly found: Signal<readonly Contact[]> = signal([]);
  /** Place of the suggestion that Enter takes; -1: what is typed. */
  readonly chosen = signal(-1);
  readonly #desk: Desk;
  readonly #draft: OpenDraft;
  readonly #field: RecipientField;

  constructor(desk: Desk, draft: OpenDraft, field: RecipientField) {
    this.#desk = desk;
    this.#draft = draft;
    this.#field = field;
  }

  /** Lets the draft take what is typed before it is sent. @returns A function that ends it. */
  register(): () => void {
    const take = () => this.leave();
    this.#draft.takers.add(take);
    return () => this.#draft.takers.delete(take);
  }

  type(text: string): void {
    this.typed.value = text;
    this.#look();
    if (this.found.peek().length >= fewFound) return;
    void this.#search(text);
  }

  add(addresses: readonly EmailAddress[]): void {
    addRecipients(this.#draft, this.#field, addresses);
    this.typed.value = '';
    this.closeList();
  }

  /** Takes what is chosen, else what is typed. */
  take(): void {
    const contact = this.found.peek()[this.chosen.peek()];
    if (contact === undefined) this.add(parseAddresses(this.typed.peek()));
    else this.add([{ name: contact.name, email: contact.email }]);
  }

  /** Takes what is typed, whatever is suggested. */
  leave(): void {
    this.chosen.value = -1;
    this.take();
  }

  choose(step: number): void {
    const count = this.found.peek().length;
    this.chosen.value = (this.chosen.peek() + step + count) % count;
  }

  closeList(): void {
    this.found.value = [];
    this.chosen.value = -1;
  }

  /** Takes pasted addresses, a whole list at once; other text is left to the browser. */
  paste(event: ClipboardEvent): void {
    const addresses = parseAddresses(event.clipboardData?.getData('text/plain') ?? '');
    if (this.typed.peek() !== '' || !addresses.some(({ email }) => isAddress(email))) return;
    event.preventDefault();
    this.add(addresses);
  }

  /** Does what a key means here. @returns Whether the browser is not to do its own. */
  key(event: KeyboardEvent, toLastChip: () => boolean): boolean {
    const { key } = event;
    if (event.ctrlKey || event.metaKey || event.altKey) return false;
    const listed = this.found.peek().length > 0;
    const typed = this.typed.peek();
    if (listed && (key === 'ArrowDown' || key === 'ArrowUp')) {
      this.choose(key === 'ArrowDown' ? 1 : -1);
    } else if (key === 'Enter' || ((key === ',' || key === ';') && typed.includes('@'))) {
      this.take();
    } else if (key === 'Tab' && typed !== '' && !event.shiftKey) {
      this.take();
      return false;
    } else if (key === 'Escape' && listed) {
      this.closeList();
    } else {
      return (key === 'Backspace' || key === 'ArrowLeft') && toLastChip();
    }
    return true;
  }

  async #search(text: string): Promise<void> {
    // Suggestions are a help; without the server there are those that are known.
    const news = await this.#desk.book.search(text).catch(() => false);
    if (news && this.typed.peek() === text) this.#look();
  }

  #look(): void {
    const taken = new Set(
      everybody(this.#draft.content.peek()).map(({ email }) => addressKey(email)),
    );
    const typed = this.typed.peek();
    this.found.value = suggest(this.#desk.book.contacts, typed, { taken, nowMs: now() });
    this.chosen.value = this.found.peek().length > 0 && !isAddress(typed) ? 0 : -1;
  }
}
