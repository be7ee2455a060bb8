/** Checks that layers import only downwards (DESIGN.md, section 3; ARCHITECTURE.md). */
import { isTest, readSources, report } from './sources.ts';

type Layer = {
  readonly imports: readonly string[];
  /** `node:` modules that only some layers may touch, of {@link guardedModules}. */
  readonly modules: readonly string[];
};

/** Modules with a keeper: sockets are net's, SQL and message files are the store's. */
const guardedModules = new Set([
  'node:net',
  'node:tls',
  'node:dgram',
  'node:dns',
  'node:dns/promises',
  'node:http',
  'node:https',
  'node:http2',
  'node:sqlite',
  'node:fs',
  'node:fs/promises',
  'node:worker_threads',
  'node:child_process',
]);

const files = ['node:fs', 'node:fs/promises'];
const sockets = ['node:net', 'node:tls', 'node:dgram', 'node:dns', 'node:dns/promises'];

const layers: Readonly<Record<string, Layer>> = {
  base: { imports: [], modules: [] },
  proto: { imports: ['base'], modules: [] },
  net: { imports: ['proto', 'base'], modules: [...sockets, 'node:http', 'node:https', ...files] },
  store: {
    imports: ['proto', 'base'],
    modules: ['node:sqlite', 'node:worker_threads', ...files],
  },
  core: { imports: ['store', 'proto', 'base'], modules: [] },
  session: { imports: ['core', 'net', 'proto', 'base'], modules: [] },
  relay: { imports: ['core', 'net', 'proto', 'base'], modules: [] },
  jobs: { imports: ['core', 'base'], modules: [] },
  link: { imports: ['core', 'net', 'proto', 'base'], modules: [] },
  app: {
    imports: ['session', 'relay', 'jobs', 'link', 'core', 'store', 'net', 'proto', 'base'],
    modules: ['node:worker_threads', 'node:child_process', ...files],
  },
};

const importPattern =
  /(?:^|\n)\s*(?:import|export)\s+(?:[^'";]*?from\s+)?['"]([^'"]+)['"]|\bimport\(\s*['"]([^'"]+)['"]|(?:new URL|import\.meta\.resolve)\(\s*['"]([^'"]+\.ts)['"]/g;

/** Every module that the text imports, as written. */
export function importsOf(text: string): string[] {
  return [...text.matchAll(importPattern)].map((match) => match[1] ?? match[2] ?? match[3] ?? '');
}

/** One line per import that goes up, sideways or to a guarded module. */
export function findBreaches(sources: ReadonlyMap<string, string>): string[] {
  const breaches: string[] = [];
  for (const [path, text] of sources) {
    if (isTest(path)) continue;
    const name = path.split('/')[1] ?? '';
    const layer = layers[name];
    if (layer === undefined) {
      breaches.push(`${path}: "${name}" is no layer; add it to tools/layers.ts`);
      continue;
    }
    for (const specifier of importsOf(text)) {
      const fault = faultOf(path, name, layer, specifier);
      if (fault !== undefined) breaches.push(`${path}: ${fault}`);
    }
  }
  return breaches;
}

function faultOf(path: string, name: string, layer: Layer, specifier: string) {
  if (specifier.startsWith('node:')) {
    const allowed = !guardedModules.has(specifier) || layer.modules.includes(specifier);
    if (name === 'proto') return `proto is pure and imports no ${specifier}`;
    return allowed ? undefined : `${name} may not import ${specifier}`;
  }
  if (specifier.startsWith('.') && !specifier.endsWith('.ts')) return undefined;
  if (specifier.startsWith('.')) return `import ${specifier} by its #layer/ name`;
  if (!specifier.startsWith('#')) return undefined;
  const target = specifier.slice(1).split('/')[0] ?? '';
  if (target === name) return siblingFault(path, specifier);
  return layer.imports.includes(target) ? undefined : `${name} may not import ${specifier}`;
}

/** The protocols under session/ know nothing of one another. */
function siblingFault(path: string, specifier: string): string | undefined {
  const [, layer, own] = path.split('/');
  const [, other, ...below] = specifier.split('/');
  if (layer !== 'session' || other === undefined || below.length === 0) return undefined;
  return own === other ? undefined : `session/${own} may not import its sibling ${specifier}`;
}

if (import.meta.main) {
  const sources = readSources(['src']);
  report('layers', findBreaches(sources), sources.size);
}
