import { Refusal, refuse } from '#base/refusal.ts';
import { parseTemplate } from '#core/sending/template/parse-template.ts';
import { renderTemplate, type TemplateValues } from '#core/sending/template/render-template.ts';
import { ParseError } from '#proto/cursor.ts';
import type {
  Template,
  TemplateDraft,
  TemplateRefusalCode,
} from '#store/operations/sending/templates.ts';

/** Characters of a template's subject, before and after it is filled. Our choice. */
export const templateSubjectMax = 998;

/** Why something is no template. */
export type TemplateFormCode = 'template.malformed';

/** The language that is used where none fits better. */
const lastLocale = 'en';

export type FilledTemplate = {
  readonly locale: string;
  readonly subject: string;
  /** Undefined where the template has none. */
  readonly text: string | undefined;
  readonly html: string | undefined;
};

const nameShape = /^[a-z0-9][a-z0-9._-]{0,63}$/;

/** A name as templates have it. @throws {Refusal} `template.absent`: no template can have another. */
export function templateName(text: string): string {
  const name = text.toLowerCase();
  return nameShape.test(name)
    ? name
    : refuse<TemplateRefusalCode>('template.absent', 'No template can have this name');
}

/** The draft with its name and locale in lower case. @throws {Refusal} `template.malformed`. */
export function checkTemplate(draft: TemplateDraft): TemplateDraft {
  const name = draft.name.toLowerCase();
  const locale = draft.locale.toLowerCase();
  if (!nameShape.test(name)) {
    malformed(`"${name.slice(0, 64)}" is no name: letters, digits and ._-, 64 at most`);
  }
  if (!/^[a-z]{2,8}(?:-[a-z0-9]{1,8}){0,3}$/.test(locale)) {
    malformed(`"${locale.slice(0, 40)}" is no language; write it as de or pt-br`);
  }
  if (draft.subject.length > templateSubjectMax) {
    malformed(`A subject has ${templateSubjectMax} characters at most`);
  }
  if (`${draft.subject}${draft.text}${draft.html}`.includes('\0')) {
    malformed('A template holds no NUL characters');
  }
  if (draft.text === '' && draft.html === '') malformed('A template has a text, HTML or both');
  parsed('subject', draft.subject);
  parsed('text', draft.text);
  parsed('html', draft.html);
  return { ...draft, name, locale };
}

/**
 * Fills the variant that suits the language best: that very one, its language without region,
 * English, or whatever there is.
 *
 * @throws {Refusal} `template.absent` without variants; `template.values`, `template.too-large`.
 */
export function fillTemplate(
  variants: readonly Template[],
  wanted: { readonly name: string; readonly locale: string; readonly values: TemplateValues },
): FilledTemplate {
  const { name, locale, values } = wanted;
  const variant =
    chooseVariant(variants, locale) ??
    refuse<TemplateRefusalCode>('template.absent', `There is no template "${name}"`);
  const filled = (part: 'subject' | 'text' | 'html'): string =>
    renderTemplate(parsed(part, variant[part]), values, part === 'html' ? 'html' : 'text');
  return {
    locale: variant.locale,
    subject: filled('subject')
      .replace(/\p{Cc}+/gu, ' ')
      .slice(0, templateSubjectMax),
    text: variant.text === '' ? undefined : filled('text'),
    html: variant.html === '' ? undefined : filled('html'),
  };
}

function chooseVariant(variants: readonly Template[], locale: string): Template | undefined {
  const wanted = locale.toLowerCase();
  for (const tag of [wanted, wanted.split('-', 1)[0], lastLocale]) {
    const found = variants.find((variant) => variant.locale === tag);
    if (found !== undefined) return found;
  }
  return variants[0];
}

function parsed(part: 'subject' | 'text' | 'html', text: string) {
  try {
    return parseTemplate(text, { raw: part === 'html' });
  } catch (error) {
    if (!(error instanceof ParseError)) throw error;
    const line = text.slice(0, error.offset).split('\n').length;
    const why = `In the ${part} of the template, line ${line}: ${error.message}`;
    throw new Refusal<TemplateFormCode>('template.malformed', why);
  }
}

function malformed(why: string): never {
  return refuse<TemplateFormCode>('template.malformed', why);
}
