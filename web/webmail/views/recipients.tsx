import type { Signal } from '@preact/signals';

import type { Email, EmailAddress, EmailContent } from '../../shared/jmap/mail-types.ts';
import { Icon } from '../../shared/ui/icons.tsx';
import { longDate } from '../../shared/words/dates.ts';
import { words } from '../words/words.ts';
import { nameOf, shortName } from './people.ts';
import { useStore } from './use-store.ts';

/** Recipients named in the short line. */
const namesMax = 4;

/** To whom a message went, in a line that opens {@link Fields}. */
export function Recipients(props: {
  readonly email: Email;
  readonly content: EmailContent | undefined;
  readonly details: Signal<boolean>;
}) {
  const { email, content, details } = props;
  const store = useStore();
  const say = words.value;
  const own = store.client.session.username.toLowerCase();
  const all = [...(email.to ?? []), ...(content?.cc ?? [])];
  const names = all
    .slice(0, namesMax)
    .map((address) => (address.email.toLowerCase() === own ? say.toMe : shortName(address)));
  const more = all.length > namesMax ? ` +${all.length - namesMax}` : '';
  return (
    <button
      type="button"
      class="recipients-line"
      aria-expanded={details.value}
      onClick={() => (details.value = !details.value)}
    >
      <span class="truncate">
        {all.length === 0 ? say.noRecipients : `${say.toWhom(names.join(', '))}${more}`}
      </span>
      <Icon name="collapse" size={14} />
    </button>
  );
}

/** Everybody with address, and when. */
export function Fields({
  email,
  content,
}: {
  readonly email: Email;
  readonly content: EmailContent | undefined;
}) {
  const { fields } = words.value;
  const rows: readonly (readonly [string, readonly EmailAddress[] | null | undefined])[] = [
    [fields.from, email.from],
    [fields.to, email.to],
    [fields.cc, content?.cc],
    [fields.bcc, content?.bcc],
    [fields.replyTo, content?.replyTo],
  ];
  return (
    <dl class="fields">
      {rows.map(
        ([label, addresses]) =>
          addresses !== null &&
          addresses !== undefined &&
          addresses.length > 0 && (
            <div key={label}>
              <dt>{label}</dt>
              <dd>{addresses.map(withAddress).join(', ')}</dd>
            </div>
          ),
      )}
      <div>
        <dt>{fields.date}</dt>
        <dd>{longDate(content?.sentAt ?? email.receivedAt)}</dd>
      </div>
    </dl>
  );
}

function withAddress(address: EmailAddress): string {
  const name = nameOf(address);
  return name === address.email ? name : `${name} <${address.email}>`;
}
