import { useSignal } from '@preact/signals';
import { useLayoutEffect, useRef } from 'preact/hooks';

import { attachFiles, attachPicture } from '../draft/attach.ts';
import type { Desk } from '../draft/desk.ts';
import { signatureClass, signatureHtml } from '../draft/load-draft.ts';
import type { OpenDraft } from '../draft/open-draft.ts';
import { type Format, RichEditor } from '../editor/rich-editor.ts';
import { exchangeSignature } from '../message/signature.ts';
import { words } from '../words/words.ts';
import { Toolbar } from './toolbar.tsx';

type Props = { readonly desk: Desk; readonly draft: OpenDraft };

/** The text: rich with its tools, or plain. */
export function BodyEditor({ desk, draft }: Props) {
  if (draft.content.value.format === 'text') return <PlainBody draft={draft} />;
  return <RichBody desk={desk} draft={draft} />;
}

function RichBody({ desk, draft }: Props) {
  const place = useRef<HTMLDivElement>(null);
  const editor = useRef<RichEditor>(undefined);
  const formats = useSignal<ReadonlySet<Format>>(new Set());
  useLayoutEffect(() => {
    if (place.current === null) return undefined;
    const rich = openEditor(place.current, desk, draft, (now) => (formats.value = now));
    editor.current = rich;
    return () => {
      draft.collect();
      draft.collect = () => {};
      draft.editor = undefined;
      rich.destroy();
    };
  }, [desk, draft, formats]);
  return (
    <>
      <div
        ref={place}
        class="rich-body"
        role="textbox"
        tabIndex={0}
        aria-multiline
        aria-label={words.value.fields.body}
        spellcheck
        onDrop={(event) => {
          const files = [...(event.dataTransfer?.files ?? [])];
          if (files.length === 0 || !files.every(isPicture)) return;
          event.preventDefault();
          addPictures(files, { desk, draft, editor: editor.current });
        }}
      />
      <Toolbar
        editor={editor}
        formats={formats.value}
        onPictures={(files) => addPictures(files, { desk, draft, editor: editor.current })}
      />
    </>
  );
}

/** Makes the editor, and tells the draft how to ask it. */
function openEditor(
  place: HTMLElement,
  desk: Desk,
  draft: OpenDraft,
  onFormats: (formats: ReadonlySet<Format>) => void,
): RichEditor {
  const { client } = desk.store;
  const sourceOf = (cid: string) => {
    const known = draft.pictures.get(cid);
    const file = draft.content.peek().attachments.find((one) => one.cid === cid);
    return known ?? (file && client.downloadUrl(file.blobId, file.name, file.type));
  };
  const cidOf = (source: string) => {
    const cids = [
      ...draft.pictures.keys(),
      ...draft.content.peek().attachments.map(({ cid }) => cid),
    ];
    return cids.find((cid) => cid !== null && isSame(sourceOf(cid), source)) ?? undefined;
  };
  const rich: RichEditor = new RichEditor(
    place,
    { sourceOf, cidOf },
    {
      onInput: () => {
        // Until somebody changes it, what Squire tidies up is no change.
        isChanged ||= rich.html !== tidied;
        if (isChanged) draft.touch();
      },
      onFormats,
      onFiles: (files) => {
        const pictures = files.filter(isPicture);
        addPictures(pictures, { desk, draft, editor: rich });
        attachFiles(
          client,
          draft,
          files.filter((file) => !isPicture(file)),
        );
      },
      onPicture: (file, element) => {
        const cid = attachPicture(client, draft, file);
        draft.pictures.set(cid, URL.createObjectURL(file));
        element.dataset['cid'] = cid;
        element.src = draft.pictures.get(cid) ?? '';
      },
    },
  );
  rich.html = draft.content.peek().html;
  let isChanged = false;
  const tidied = rich.html;
  draft.collect = () => {
    const { html } = rich;
    if (html !== draft.content.peek().html) draft.content.value = { ...draft.content.peek(), html };
  };
  draft.editor = {
    focusStart: () => rich.focusStart(),
    focus: () => rich.focus(),
    insert: ({ html }) => rich.insert(html),
    sign: (_, to) => rich.replaceSignature(signatureClass, signatureHtml(to, rich.hasQuotation)),
  };
  return rich;
}

function addPictures(
  files: readonly File[],
  { desk, draft, editor }: Props & { readonly editor: RichEditor | undefined },
): void {
  for (const file of files) {
    const cid = attachPicture(desk.store.client, draft, file);
    const source = URL.createObjectURL(file);
    draft.pictures.set(cid, source);
    editor?.insertPicture(source, cid, file.name);
  }
}

/** Pictures that browsers of all readers show. */
function isPicture(file: File): boolean {
  return /^image\/(?:png|jpeg|gif|webp)$/u.test(file.type);
}

function isSame(one: string | undefined, other: string): boolean {
  return one !== undefined && new URL(one, location.href).href === other;
}

function PlainBody({ draft }: { readonly draft: OpenDraft }) {
  const place = useRef<HTMLTextAreaElement>(null);
  useLayoutEffect(() => {
    draft.editor = {
      focusStart: () => {
        place.current?.focus();
        place.current?.setSelectionRange(0, 0);
      },
      focus: () => place.current?.focus(),
      insert: ({ text }) => {
        place.current?.setRangeText(text);
        draft.change({ text: place.current?.value ?? '' });
      },
      sign: (from, to) => {
        const signatures = { from: from?.textSignature ?? '', to: to?.textSignature ?? '' };
        draft.change({ text: exchangeSignature(draft.content.peek().text, signatures) });
      },
    };
    return () => {
      draft.editor = undefined;
    };
  }, [draft]);
  return (
    <textarea
      ref={place}
      class="plain-body"
      aria-label={words.value.fields.body}
      value={draft.content.value.text}
      spellcheck
      onInput={(event) => draft.change({ text: event.currentTarget.value })}
    />
  );
}
