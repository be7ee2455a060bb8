import { tenantOf } from '#app/cli/look-up.ts';
import { refuse } from '#base/refusal.ts';
import type {
  ApplicationRefusalCode,
  ApplicationRow,
} from '#store/operations/application/application-row.ts';
import { listApplications } from '#store/operations/application/find-application.ts';
import type { Store } from '#store/store.ts';

/** Applications read at once. */
const pageRows = 500;

/** The application of that name, or of that login. @throws {Refusal} `application.absent`. */
export async function applicationOf(
  store: Store,
  name: string,
  tenant: string | undefined,
): Promise<ApplicationRow> {
  const rows = await applicationsOf(store, tenant);
  const named = rows.filter((row) => row.name === name || row.address === name.toLowerCase());
  const [row, other] = named;
  if (row === undefined) {
    refuse<ApplicationRefusalCode>('application.absent', `There is no application "${name}"`);
  }
  if (other === undefined) return row;
  return refuse<ApplicationRefusalCode>(
    'application.absent',
    `Several tenants have an application "${name}": say --tenant NAME, or its login`,
  );
}

/** All applications, or those of one tenant. */
export async function applicationsOf(
  store: Store,
  tenant: string | undefined,
): Promise<readonly ApplicationRow[]> {
  const conditions =
    tenant === undefined ? {} : { tenantId: (await tenantOf(store, tenant)).tenantId };
  const rows: ApplicationRow[] = [];
  for (;;) {
    const after = rows.at(-1)?.accountId ?? 0;
    const page = await store.read(listApplications, { ...conditions, after, limit: pageRows });
    rows.push(...page);
    if (page.length < pageRows) return rows;
  }
}
