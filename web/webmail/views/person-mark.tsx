import type { EmailAddress } from '../../shared/jmap/mail-types.ts';
import { initials, lookOf } from './people.ts';

/** A person's initials on a colour that is always theirs. Decoration. */
export function PersonMark(props: { readonly address: EmailAddress; readonly size?: 'small' }) {
  return (
    <span
      class={`person-mark ${props.size ?? ''}`}
      data-look={lookOf(props.address)}
      aria-hidden="true"
    >
      {initials(props.address)}
    </span>
  );
}
