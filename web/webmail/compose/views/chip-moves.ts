import type { EmailAddress } from '../../../shared/jmap/mail-types.ts';
import type { DraftContent, RecipientField } from '../draft/content.ts';
import type { OpenDraft } from '../draft/open-draft.ts';
import {
  addressKey,
  formatAddress,
  parseAddresses,
  withoutDoubles,
} from '../recipients/addresses.ts';

const fields: readonly RecipientField[] = ['to', 'cc', 'bcc'];

/** What says that a recipient is dragged, and no other text. */
const dragType = 'application/x-postamt-recipient';

/** Adds recipients to a field; those who are in it already stay where they are. */
export function addRecipients(
  draft: OpenDraft,
  field: RecipientField,
  addresses: readonly EmailAddress[],
): void {
  if (addresses.length === 0) return;
  const present = draft.content.peek()[field];
  const fresh = withoutDoubles(
    addresses,
    present.map(({ email }) => email),
  );
  draft.change({ [field]: [...present, ...fresh] });
}

export function removeRecipient(
  draft: OpenDraft,
  field: RecipientField,
  { email }: EmailAddress,
): void {
  const key = addressKey(email);
  const left = draft.content.peek()[field].filter((one) => addressKey(one.email) !== key);
  draft.change({ [field]: left });
}

/** Moves a recipient to the field above or below. @returns The field, or undefined at the end. */
export function moveRecipient(
  draft: OpenDraft,
  field: RecipientField,
  address: EmailAddress,
  step: number,
): RecipientField | undefined {
  const next = fields[fields.indexOf(field) + step];
  if (next === undefined) return undefined;
  move(draft, address, { from: field, to: next });
  return next;
}

/** Begins to drag a recipient; into other programs it goes as text. */
export function dragRecipient(
  event: DragEvent,
  field: RecipientField,
  address: EmailAddress,
): void {
  event.dataTransfer?.setData(dragType, field);
  event.dataTransfer?.setData('text/plain', formatAddress(address));
}

export function hasRecipients(data: DataTransfer | null): boolean {
  return data?.types.includes(dragType) ?? false;
}

/** Takes a recipient that was dragged from another field. */
export function takeDropped(event: DragEvent, draft: OpenDraft, to: RecipientField): void {
  const data = event.dataTransfer;
  if (data === null || !hasRecipients(data)) return;
  event.preventDefault();
  const from = fields.find((one) => one === data.getData(dragType));
  for (const address of parseAddresses(data.getData('text/plain'))) {
    if (from !== undefined && from !== to) move(draft, address, { from, to });
  }
}

function move(
  draft: OpenDraft,
  address: EmailAddress,
  { from, to }: { readonly from: RecipientField; readonly to: RecipientField },
): void {
  const content: DraftContent = draft.content.peek();
  const key = addressKey(address.email);
  draft.shown.value = new Set([...draft.shown.peek(), from, to]);
  draft.change({
    [from]: content[from].filter((one) => addressKey(one.email) !== key),
    [to]: [...content[to].filter((one) => addressKey(one.email) !== key), address],
  });
}
