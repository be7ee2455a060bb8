import { refuse } from '#base/refusal.ts';
import { readOperation, writeOperation } from '#store/operation.ts';
import { recordChange } from '#store/operations/directory/record-change.ts';
import { statement } from '#store/statement.ts';
import type { Tx, Work } from '#store/work.ts';

/** Variants of templates that one list holds. Our choice. */
export const templatesMax = 1_000;

/** Why a template is not found or not kept. */
export type TemplateRefusalCode = 'template.absent' | 'template.limit';

/** Whose templates: an application's or another account's, or with 0 the tenant's. */
export type TemplatePlace = { readonly tenantId: number; readonly accountId: number };

export type TemplateDraft = {
  readonly name: string;
  /** A language tag in lower case, as `de`. */
  readonly locale: string;
  readonly subject: string;
  /** Empty for none, like {@link html}. */
  readonly text: string;
  readonly html: string;
};

export type Template = TemplatePlace & TemplateDraft & { readonly changedAt: number };

const columns = `tenant_id AS "tenantId", account_id AS "accountId", name AS "name",
  locale AS "locale", subject AS "subject", text AS "text", html AS "html",
  changed_at AS "changedAt"`;

const put = statement(`
  INSERT INTO mail_template (tenant_id, account_id, name, locale, subject, text, html, changed_at)
  VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
  ON CONFLICT (tenant_id, account_id, name, locale) DO UPDATE SET subject = excluded.subject,
    text = excluded.text, html = excluded.html, changed_at = excluded.changed_at`);
const count = statement<{ count: number }>(
  'SELECT COUNT(*) AS "count" FROM mail_template WHERE tenant_id = ?1 AND account_id = ?2',
);
const remove = statement(`
  DELETE FROM mail_template WHERE tenant_id = ?1 AND account_id = ?2 AND name = ?3
    AND (locale = ?4 OR ?4 = '')`);
const selectNamed = statement<Template>(`
  SELECT ${columns} FROM mail_template
  WHERE tenant_id = ?1 AND account_id = ?2 AND name = ?3 ORDER BY locale`);
const selectAll = statement<Omit<Template, 'text' | 'html'>>(`
  SELECT tenant_id AS "tenantId", account_id AS "accountId", name AS "name", locale AS "locale",
    subject AS "subject", changed_at AS "changedAt" FROM mail_template
  WHERE tenant_id = ?1 AND account_id = ?2 ORDER BY name, locale LIMIT ${templatesMax}`);
const deleteSlice = statement(`
  DELETE FROM mail_template WHERE tenant_id = ?1 AND account_id = 0 AND (name, locale) IN (
    SELECT name, locale FROM mail_template WHERE tenant_id = ?1 AND account_id = 0 LIMIT ?2)`);

type ChangeInput = TemplatePlace & { readonly actor: string };

/** Keeps a variant of a template, anew where it is there already. @throws {Refusal} `template.limit`. */
export const setTemplate = writeOperation(
  'setTemplate',
  function* (tx, input: ChangeInput & TemplateDraft): Work<void> {
    const { actor, tenantId, accountId, name, locale, subject, text, html } = input;
    if ((yield* tx.one(count, tenantId, accountId)).count >= templatesMax) {
      refuse<TemplateRefusalCode>('template.limit', `There are ${templatesMax} templates already`);
    }
    yield* tx.run(put, tenantId, accountId, name, locale, subject, text, html, tx.now);
    const detail = { accountId, locale };
    yield* recordChange(tx, { tenantId, actor, action: 'template.set', target: name, detail });
  },
);

/**
 * Removes a template, or its variant for one locale.
 *
 * @param input.locale All of them when empty.
 * @throws {Refusal} `template.absent`.
 */
export const removeTemplate = writeOperation(
  'removeTemplate',
  function* (
    tx,
    input: ChangeInput & Pick<TemplateDraft, 'name' | 'locale'>,
  ): Work<{ removed: number }> {
    const { actor, tenantId, accountId, name, locale } = input;
    const removed = yield* tx.run(remove, tenantId, accountId, name, locale);
    if (removed === 0) refuse<TemplateRefusalCode>('template.absent', `No template "${name}"`);
    const detail = { accountId, locale };
    yield* recordChange(tx, { tenantId, actor, action: 'template.remove', target: name, detail });
    return { removed };
  },
);

/** Every variant of a template by locale: the account's own, else its tenant's. */
export const findTemplate = readOperation(
  'findTemplate',
  function* (tx, input: TemplatePlace & { readonly name: string }): Work<Template[]> {
    const { tenantId, accountId, name } = input;
    const own = yield* tx.all(selectNamed, tenantId, accountId, name);
    return own.length > 0 ? own : yield* tx.all(selectNamed, tenantId, 0, name);
  },
);

/** The variants of one list without their bodies. */
export const listTemplates = readOperation(
  'listTemplates',
  function* (tx, { tenantId, accountId }: TemplatePlace) {
    return yield* tx.all(selectAll, tenantId, accountId);
  },
);

/** Deletes some of a tenant's own templates; returns how many. For another operation. */
export function* deleteTenantTemplates(tx: Tx, tenantId: number, limit: number): Work<number> {
  return yield* tx.run(deleteSlice, tenantId, limit);
}
