import type { z } from "zod";

type Issue = z.core.$ZodIssue;
type Path = readonly PropertyKey[];
type Fault = { path: Path; message: string };

/** The invalid field, by its path in the input, and what it may be. */
export type InputFault = { field: string | undefined; detail: string | undefined };

/**
 * The first fault of refused input. For a union it is the fault of the branch that was probably meant, or of all
 * branches if that is unclear.
 */
export function faultOf({ issues: [issue] }: z.ZodError, input: unknown): InputFault {
  if (!issue) return { field: undefined, detail: undefined };
  const { path, message } = resolve(issue, input);
  return { field: path.join(".") || undefined, detail: message };
}

function resolve(issue: Issue, input: unknown): Fault {
  const { path, message } = issue;
  if (issue.code === "unrecognized_keys")
    return { path: [...path, ...issue.keys.slice(0, 1)], message: message };
  if (issue.code === "invalid_key" || issue.code === "invalid_element")
    return { path, message: `${message}: ${issue.issues[0]?.message ?? ""}` };
  if (issue.code !== "invalid_union" || issue.errors.length === 0) return { path, message: message };
  const inner = at(input, path);
  return within(path, fitting(issue.errors, inner), inner);
}

/** The branches most likely meant: those with the fewest faults of the whole value, then with the fewest faults. */
function fitting(ways: readonly (readonly Issue[])[], input: unknown): (readonly Issue[])[] {
  if (isObject(input) && Object.keys(input).length === 0) return [...ways];
  const cost = (issues: readonly Issue[]) =>
    issues.filter(({ path }) => path.length === 0).length * 1000 + issues.length;
  const least = Math.min(...ways.map(cost));
  return ways.filter((issues) => cost(issues) === least);
}

function within(path: Path, ways: readonly (readonly Issue[])[], input: unknown): Fault {
  const isMissing = (issue: Issue) => issue.path.length === 1 && at(input, issue.path) === undefined;
  if (ways.length > 1 && ways.every((issues) => issues.every(isMissing))) {
    const names = ways.map((issues) => issues.map((issue) => `\`${issue.path.join(".")}\``).join(" and "));
    return {
      path: path.length > 0 ? path : (ways[0]?.[0]?.path ?? []),
      message: `give ${names.join(", or ")}`,
    };
  }
  const faults = ways.flatMap(([issue]) => (issue ? [resolve(issue, input)] : []));
  const [first] = faults;
  if (!first) return { path, message: "Invalid input" };
  const alike = faults.filter((fault) => fault.path.join(".") === first.path.join("."));
  return {
    path: [...path, ...first.path],
    message: [...new Set(alike.map(({ message }) => message))].join("; or "),
  };
}

const isObject = (value: unknown): value is Record<PropertyKey, unknown> =>
  typeof value === "object" && value !== null;

const at = (value: unknown, path: Path): unknown =>
  path.reduce<unknown>((parent, key) => (isObject(parent) ? parent[key] : undefined), value);

/** Far deeper than any request: parsers and writers of JSON are recursive, also those of Postgres. */
export const JSON_DEPTH_MAX = 64;

/** What begins or ends a level or a text. A pair with a backslash is one token, so each character is read once. */
const TOKEN = /\\.|["[\]{}]/gs;

/** Whether a JSON text is nested deeper than `JSON_DEPTH_MAX` levels, in one pass. Of a text that is no JSON it may say either. */
export function isTooDeep(json: string): boolean {
  let depth = 0;
  let inString = false;
  for (const [token] of json.matchAll(TOKEN)) {
    if (token === '"') inString = !inString;
    else if (inString || token.length === 2) continue;
    else if (token === "]" || token === "}") depth -= 1;
    else depth += 1;
    if (depth > JSON_DEPTH_MAX) return true;
  }
  return false;
}
