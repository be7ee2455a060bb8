/** A step from the schema before to `version`. Never changed once released. */
export type Migration = { readonly version: number; readonly statements: readonly string[] };

/** The schema that `src/store/schema` describes; what a new database gets at once. */
export const schemaVersion = 1;

/** In order of version, the first one being 2; the last one is {@link schemaVersion}. */
export const migrations: readonly Migration[] = [];
