import { badRequest, type WireError } from "@/server/dialects/chatwoot/errors";

/** The most parameters of a query or a form, and their deepest nesting. */
export const PARAMETERS_MAX = 1_000;
const DEPTH_MAX = 20;

export const tooManyParameters = (): WireError => badRequest(`more than ${PARAMETERS_MAX} parameters`);

/** Parameters by name; values are strings, numbers, files, lists or trees. Without a prototype: names are untrusted. */
export type Tree = { [name: string]: unknown };

export const emptyTree = (): Tree => Object.create(null);

/** Whether a value is a tree or a plain JSON object. */
export function isTree(value: unknown): value is Tree {
  if (typeof value !== "object" || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || prototype === Object.prototype;
}

/**
 * The names of a query or a form, as a tree: `a[b]=1` nests, `a[]=1` and a repeated `a=1` make lists, `a[0]=1` makes a
 * tree of numbers, which `itemsOf` reads as a list. `a[][b]=1&a[][c]=1&a[][b]=2` is a list of trees, of which a name that is there begins
 * the next one, as in Rack. Refuses too many or too deep names.
 */
export function treeOf(pairs: Iterable<readonly [string, unknown]>): Tree {
  const tree = emptyTree();
  let parameters = 0;
  for (const [name, value] of pairs) {
    if (++parameters > PARAMETERS_MAX) throw tooManyParameters();
    const path = pathOf(name);
    if (path.length > DEPTH_MAX) throw badRequest("nested too deep");
    put(tree, path, value);
  }
  return tree;
}

/** The items of a list, of a tree of numbers, or of a single value. */
export function itemsOf(value: unknown): unknown[] {
  if (Array.isArray(value)) return value;
  const isNumbered = isTree(value) && Object.keys(value).every((key) => /^\d+$/.test(key));
  return isNumbered ? Object.values(value) : [value];
}

/** `a[b][]` → `["a", "b", ""]`; any other notation is one name. */
function pathOf(name: string): string[] {
  const match = /^([^[\]]+)((?:\[[^[\]]*\])*)$/.exec(name);
  if (!match) return [name];
  const [, root = "", brackets = ""] = match;
  return [root, ...Array.from(brackets.matchAll(/\[([^[\]]*)\]/g), ([, key = ""]) => key)];
}

/** The tree of a list that gets the value at `path`: the last one, or a new one if that has it. */
function itemFor(tree: Tree, key: string, path: readonly string[]): Tree {
  const known = tree[key];
  const list: unknown[] = Array.isArray(known) ? known : [];
  const last = list.at(-1);
  if (isTree(last) && !hasValue(last, path)) return last;
  const item = emptyTree();
  list.push(item);
  tree[key] = list;
  return item;
}

/** Whether a tree has a value at a path; a list takes another one. */
function hasValue(tree: Tree, path: readonly string[]): boolean {
  if (path.includes("")) return false;
  let here: unknown = tree;
  for (const key of path) here = isTree(here) ? here[key] : undefined;
  return here !== undefined;
}

function put(tree: Tree, path: readonly string[], value: unknown): void {
  const isItem = path.length > 1 && path.at(-1) === "";
  const names = isItem ? path.slice(0, -1) : path;
  let here = tree;
  for (let at = 0; at < names.length - 1; at++) {
    const key = names[at] ?? "";
    if (names[at + 1] === "" && at < names.length - 2) {
      here = itemFor(here, key, path.slice(at + 2));
      at++;
      continue;
    }
    const next = here[key];
    const child = isTree(next) ? next : emptyTree();
    here[key] = child;
    here = child;
  }
  const last = names.at(-1) ?? "";
  const known = here[last];
  // Appended, not copied: a name may be repeated many times.
  if (Array.isArray(known)) known.push(value);
  else if (isItem) here[last] = [value];
  else here[last] = known === undefined ? value : [known, value];
}
