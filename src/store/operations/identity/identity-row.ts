import { countedColumns, type CountedRow } from '#store/operations/submission/object-changes.ts';

/** Somebody whom answers or copies go to. */
export type IdentityPerson = { readonly name: string | null; readonly email: string };

/** What people may say of an identity (RFC 8621 §6). */
export type IdentityDetails = {
  readonly name: string;
  readonly replyTo: readonly IdentityPerson[] | null;
  readonly bcc: readonly IdentityPerson[] | null;
  readonly textSignature: string;
  /** As it was given: whoever shows it cleans it. */
  readonly htmlSignature: string;
};

export type Identity = IdentityDetails & {
  readonly identityId: number;
  /** `name@domain`; `*@domain` for whoever has all of a domain. */
  readonly email: string;
  /** It is there because the address is, and cannot be deleted. */
  readonly own: boolean;
};

export type IdentityRow = CountedRow & {
  readonly identityId: number;
  readonly address: string;
  readonly own: number;
  readonly name: string;
  readonly replyTo: string;
  readonly bcc: string;
  readonly textSignature: string;
  readonly htmlSignature: string;
};

/** The columns of an {@link IdentityRow}, for a SELECT. */
export const identityColumns = `identity_id AS "identityId", address AS "address", own AS "own",
  name AS "name", reply_to AS "replyTo", bcc AS "bcc", text_signature AS "textSignature",
  html_signature AS "htmlSignature", ${countedColumns}`;

export function identityOf(row: IdentityRow): Identity {
  const { identityId, address, own, name, textSignature, htmlSignature } = row;
  return {
    identityId,
    email: address,
    own: own === 1,
    name,
    replyTo: JSON.parse(row.replyTo) as Identity['replyTo'],
    bcc: JSON.parse(row.bcc) as Identity['bcc'],
    textSignature,
    htmlSignature,
  };
}
