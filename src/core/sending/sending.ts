import type { Login } from '#core/auth/login-context.ts';
import { refuse } from '#base/refusal.ts';
import { formatAddress, parseAddress } from '#core/directory/address.ts';
import { cancelMessage } from '#core/sending/cancel-message.ts';
import { type MessageStatus, messageStatus } from '#core/sending/message-status.ts';
import { sendMessage, type SendingOrigin, type SendingWorld } from '#core/sending/send-message.ts';
import type { SendOutcome, SendRequest } from '#core/sending/send-request.ts';
import type { TemplateValues } from '#core/sending/template/render-template.ts';
import {
  checkTemplate,
  type FilledTemplate,
  fillTemplate,
  templateName,
} from '#core/sending/template/template-message.ts';
import {
  findTemplate,
  listTemplates,
  removeTemplate,
  setTemplate,
  type Template,
  type TemplateDraft,
} from '#store/operations/sending/templates.ts';
import {
  listSuppressions,
  type Suppression,
} from '#store/operations/suppression/list-suppressions.ts';
import { removeSuppression } from '#store/operations/suppression/remove-suppression.ts';

/** What programs that have logged in do about sending. One for each thread. */
export class Sending {
  readonly #world: SendingWorld;

  constructor(world: SendingWorld) {
    this.#world = world;
  }

  /** {@link sendMessage}. */
  send(login: Login, request: SendRequest, origin: SendingOrigin): Promise<SendOutcome> {
    return sendMessage(this.#world, login, request, origin);
  }

  /** {@link messageStatus}. */
  status(login: Login, id: string): Promise<MessageStatus | undefined> {
    return messageStatus(this.#world.store, login, id);
  }

  /** {@link cancelMessage}. */
  cancel(login: Login, id: string): Promise<{ readonly recipients: number }> {
    return cancelMessage(this.#world.store, login, id);
  }

  /** The account's own templates, then its tenant's, without their bodies. */
  async templates({
    tenantId,
    accountId,
  }: Login): Promise<readonly Omit<Template, 'text' | 'html'>[]> {
    const { store } = this.#world;
    return [
      ...(await store.read(listTemplates, { tenantId, accountId })),
      ...(await store.read(listTemplates, { tenantId, accountId: 0 })),
    ];
  }

  /** Every variant of a template that the account can send. */
  async template({ tenantId, accountId }: Login, name: string): Promise<readonly Template[]> {
    const place = { tenantId, accountId, name: templateName(name) };
    return await this.#world.store.read(findTemplate, place);
  }

  /** Keeps one of the account's own templates. @throws {Refusal} `template.malformed`, `template.limit`. */
  async setTemplate({ tenantId, accountId, address }: Login, draft: TemplateDraft): Promise<void> {
    const place = { actor: address, tenantId, accountId };
    await this.#world.store.write(setTemplate, { ...place, ...checkTemplate(draft) });
  }

  /** Removes one of the account's own; all its locales when none is said. @throws {Refusal} */
  async removeTemplate(
    { tenantId, accountId, address }: Login,
    which: { readonly name: string; readonly locale?: string | undefined },
  ): Promise<void> {
    const place = { actor: address, tenantId, accountId };
    const name = templateName(which.name);
    const locale = withoutNul(which.locale ?? '').toLowerCase();
    await this.#world.store.write(removeTemplate, { ...place, name, locale });
  }

  /** What would be sent. @throws {Refusal} Of templates. */
  async fillTemplate(
    login: Login,
    wanted: { readonly name: string; readonly locale: string; readonly values: TemplateValues },
  ): Promise<FilledTemplate> {
    return fillTemplate(await this.template(login, wanted.name), wanted);
  }

  /** Addresses that this account does not write to any more. */
  async suppressions(
    { tenantId, accountId }: Login,
    page: { readonly after: string; readonly limit: number },
  ): Promise<readonly Suppression[]> {
    return await this.#world.store.read(listSuppressions, {
      tenantId,
      accountId,
      after: withoutNul(page.after),
      limit: page.limit,
    });
  }

  /** Takes an address off the account's own list. @throws {Refusal} `suppression.absent`. */
  async removeSuppression({ tenantId, accountId, address }: Login, text: string): Promise<void> {
    const parsed = parseAddress(withoutNul(text));
    if (parsed === undefined) refuse('suppression.absent', `"${text}" is not on that list`);
    const entry = { actor: address, tenantId, accountId, address: formatAddress(parsed) };
    await this.#world.store.write(removeSuppression, entry);
  }
}

/** What a column of text can hold on every engine. */
function withoutNul(text: string): string {
  return text.replaceAll('\0', '');
}
