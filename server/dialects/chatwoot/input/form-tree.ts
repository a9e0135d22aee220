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
 * tree of numbers, which `itemsOf` reads as a list.
 */
export function treeOf(pairs: Iterable<readonly [string, unknown]>): Tree {
  const tree = emptyTree();
  for (const [name, value] of pairs) put(tree, pathOf(name), value);
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
  return [root, ...Array.from(brackets.matchAll(/\[([^\]]*)\]/g), ([, key = ""]) => key)];
}

function put(tree: Tree, path: readonly string[], value: unknown): void {
  let here = tree;
  for (const [i, key] of path.entries()) {
    const isLast = i === path.length - 1;
    if (path[i + 1] === "" && i === path.length - 2) {
      here[key] = [...(Array.isArray(here[key]) ? here[key] : []), value];
      return;
    }
    if (isLast) {
      const known = here[key];
      here[key] = known === undefined ? value : Array.isArray(known) ? [...known, value] : [known, value];
      return;
    }
    const next = here[key];
    const child = isTree(next) ? next : emptyTree();
    here[key] = child;
    here = child;
  }
}
