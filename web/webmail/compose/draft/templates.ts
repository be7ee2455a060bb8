import type { GetAnswer, QueryAnswer, SetAnswer } from '../../../shared/jmap/mail-types.ts';
import { assertSet } from '../../../shared/jmap/set-result.ts';
import { now } from '../../../shared/now.ts';
import type { MailStore } from '../../store/mail-store.ts';
import { cleanHtml } from '../editor/clean-html.ts';
import type { Identity } from '../message/identities.ts';
import type { BothBodies } from '../message/quote.ts';
import { words } from '../words/words.ts';
import { type Attachment, type DraftContent, sentAttachments } from './content.ts';
import { emailCreate } from './email-create.ts';
import { attachmentsOf } from './load-draft.ts';
import { bodiesOf, type Original, readOriginal } from './original.ts';
import { localDate } from './save-draft.ts';

/** Names of the folder in the languages that programs make it in; there is no role for it. */
const folderNames: ReadonlySet<string> = new Set(['templates', 'vorlagen']);

/** Templates that are shown. Our choice. */
const templatesMax = 100;

export type Template = Pick<Original, 'id' | 'subject'> & { readonly preview: string };

/** Messages in the folder of templates, the newest first. */
export async function readTemplates(store: MailStore): Promise<readonly Template[]> {
  const folder = templateFolder(store);
  if (folder === undefined) return [];
  const got = await store.request((batch) => {
    const query = batch.call<QueryAnswer>('Email/query', {
      filter: { inMailbox: folder },
      sort: [{ property: 'receivedAt', isAscending: false }],
      limit: templatesMax,
    });
    return batch.call<GetAnswer<Template>>('Email/get', {
      '#ids': query.ref('/ids'),
      properties: ['id', 'subject', 'preview'],
    });
  });
  return got.answer.list;
}

/** What a template brings into a message. */
export type TemplateContent = {
  readonly subject: string;
  readonly bodies: BothBodies;
  readonly attachments: readonly Attachment[];
};

export async function readTemplate(store: MailStore, id: string): Promise<TemplateContent> {
  const original = await readOriginal(store, id);
  if (original === undefined) throw new Error(words.value.gone);
  return {
    subject: original.subject ?? '',
    bodies: bodiesOf(original, cleanHtml),
    attachments: attachmentsOf(original),
  };
}

/** Keeps what is written as a template; the folder is made where there is none. */
export async function saveTemplate(
  store: MailStore,
  content: DraftContent,
  identity: Identity,
): Promise<void> {
  const folder =
    templateFolder(store) ?? (await store.mailboxes.create(words.value.templates.folder, null));
  const email = emailCreate({ ...content, attachments: sentAttachments(content) }, identity, {
    place: { mailboxIds: { [folder]: true }, keywords: { $draft: true, $seen: true } },
    sentAt: localDate(now()),
  });
  const set = await store.request((batch) =>
    batch.call<SetAnswer>('Email/set', { create: { template: email } }),
  );
  assertSet(set.answer);
}

function templateFolder(store: MailStore): string | undefined {
  for (const { id, name, role } of store.mailboxes.all.peek().values()) {
    if (role === 'templates' || folderNames.has(name.toLowerCase())) return id;
  }
  return undefined;
}
