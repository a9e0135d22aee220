import { attributes, type ContactDto } from "@/server/contract/_shared/dto";
import { json } from "@/server/contract/_shared/primitives";
import { Refusal } from "@/server/contract/_shared/refusal";
import { badRequest, invalid, WireError } from "@/server/dialects/chatwoot/errors";
import { isStorableText } from "@/server/lib/storable-text";
import { isTree, itemsOf, type Tree, treeOf } from "./form-tree";
import { readBody } from "./read-body";

export type Attributes = ContactDto["customAttributes"];
type Json = ReturnType<typeof json.parse>;

/** The parameters of a request, read as Chatwoot's clients mean them. `undefined` = absent, `null` = empty. */
export type Params = {
  /** Text of at most `charsMax` characters; numbers and booleans count as text. */
  text(name: string, charsMax?: number): string | null | undefined;
  /** true, false, or the words for them in a form. */
  flag(name: string): boolean | undefined;
  /** An id, as a number or as digits; refuses anything else as not found. */
  id(name: string): number | null | undefined;
  /** A positive whole number. */
  count(name: string): number | undefined;
  /** An instant, as epoch seconds or ISO text. */
  time(name: string): Date | null | undefined;
  /** An object, or its JSON text. */
  object(name: string): Attributes | undefined;
  /** A value of any shape that JSON has, bounded by the body: an object, a list, or a text. */
  json(name: string): Json | null | undefined;
  /** A list of texts of at most `charsMax` characters each, in any notation. */
  list(name: string, charsMax?: number): string[] | undefined;
  /** The parameters of each item of a list, in any notation; refuses an item that is not an object. */
  items(name: string): Params[] | undefined;
  /** The parameters under a name. */
  under(name: string): Params | undefined;
  /** Whether this name has a value: not null, not empty. */
  has(name: string): boolean;
};

/**
 * Query and body as one. Like Chatwoot it accepts a body's keys at the top level or under the resource's name
 * (`{"inbox": {…}}`).
 */
export async function readParams(request: Request, resource?: string): Promise<Params> {
  return readParamsOf(request, request.method === "GET" ? {} : await readBody(request), resource);
}

/** The same, of a body that was read already. */
export function readParamsOf(request: Request, body: Tree, resource?: string): Params {
  const query = treeOf(new URL(request.url).searchParams);
  const wrapped = resource === undefined ? undefined : body[resource];
  const all = { ...query, ...body, ...(isTree(wrapped) ? wrapped : {}) };
  requireStorable(all);
  return paramsOf(all);
}

/** An id: a whole number from 1 that a double represents exactly; null for anything else. */
export function parseId(value: unknown): number | null {
  const text = typeof value === "number" ? String(value) : value;
  if (typeof text !== "string" || !/^\d{1,16}$/.test(text)) return null;
  const id = Number(text);
  return Number.isSafeInteger(id) && id > 0 ? id : null;
}

const NOT_TRUE: ReadonlySet<unknown> = new Set([false, 0, "0", "f", "F", "false", "FALSE", "off", "OFF"]);
/** The end of the year 9999: later times have another notation. */
const LAST_MS = 253_402_300_799_000;

export function paramsOf(tree: Tree): Params {
  const of = (name: string): unknown => (Object.hasOwn(tree, name) ? tree[name] : undefined);
  /** Of a name given twice the last counts. */
  const single = (name: string): unknown => {
    const value = of(name);
    return Array.isArray(value) ? value.at(-1) : value;
  };
  const read = <T>(name: string, as: (name: string, value: unknown) => T): T | null | undefined => {
    const value = single(name);
    if (value === undefined) return undefined;
    return value === null || value === "" ? null : as(name, value);
  };
  return {
    text: (name, charsMax) => read(name, (_, value) => asText(name, value, charsMax)),
    flag: (name) => read(name, (_, value) => !NOT_TRUE.has(value)) ?? undefined,
    id: (name) => read(name, asId),
    count: (name) => read(name, asCount) ?? undefined,
    time: (name) => read(name, asTime),
    object: (name) => read(name, asObject) ?? undefined,
    json: (name) => {
      const value = of(name);
      return value === undefined ? undefined : json.parse(JSON.parse(JSON.stringify(value)));
    },
    list(name, charsMax) {
      const value = of(name);
      const items = value === undefined ? undefined : itemsOf(value);
      return items
        ?.filter((item) => item !== null && item !== "")
        .map((item) => asText(name, item, charsMax));
    },
    items(name) {
      const value = of(name);
      return value === undefined ? undefined : itemsOf(value).map((item) => asParams(name, item));
    },
    under(name) {
      const value = single(name);
      return isTree(value) ? paramsOf(value) : undefined;
    },
    has(name) {
      const value = of(name);
      return !(
        value === undefined ||
        value === null ||
        value === "" ||
        (Array.isArray(value) && value.length === 0)
      );
    },
  };
}

function asParams(name: string, value: unknown): Params {
  if (!isTree(value)) throw invalid(name, "must be a list of objects");
  return paramsOf(value);
}

function asId(name: string, value: unknown): number {
  const id = parseId(value);
  if (id === null) throw new Refusal("resource.not_found", { field: name });
  return id;
}

function asCount(name: string, value: unknown): number {
  const count = parseId(value);
  if (count === null) throw invalid(name, "must be a positive number");
  return count;
}

function asText(name: string, value: unknown, charsMax = Number.POSITIVE_INFINITY): string {
  if (typeof value === "object" || value === undefined) throw invalid(name, "must be text");
  const text = String(value);
  if (text.length > charsMax && [...text].length > charsMax)
    throw invalid(name, `is too long (maximum is ${charsMax} characters)`);
  return text;
}

function asTime(name: string, value: unknown): Date {
  const text = asText(name, value);
  const isSeconds = /^\d+(\.\d+)?$/.test(text);
  const at = new Date(isSeconds ? Math.floor(Number(text) * 1000) : parseIso(text));
  const isKnown = at.getTime() >= 0 && at.getTime() <= LAST_MS;
  if (!isKnown) throw invalid(name, "must be seconds since 1970 or an ISO 8601 time");
  return at;
}

/** The instant of an ISO 8601 time or day, in ms; NaN for anything else. */
export const parseIso = (text: string): number =>
  /^\d{4}-\d{2}-\d{2}([T ].*)?$/.test(text) ? Date.parse(inUtc(text)) : Number.NaN;

/** A time without a zone is in UTC, as upstream; JavaScript takes it for one of the server's zone. */
const inUtc = (text: string): string =>
  /:/.test(text) && !/(Z|UTC|GMT|[+-]\d{2}:?\d{2})$/i.test(text.trim()) ? `${text.trim()}Z` : text;

/** Null for the text `null`: a client of forms writes it where it has nothing. */
function asObject(name: string, value: unknown): Attributes | null {
  const fault = () => invalid(name, "must be an object");
  let found = value;
  if (typeof value === "string") {
    try {
      found = JSON.parse(value);
    } catch {
      throw fault();
    }
    if (found === null) return null;
    requireStorable(found);
  }
  const parsed = attributes.safeParse(found);
  if (!isTree(found) || !parsed.success) throw fault();
  return parsed.data;
}

/** Rails' own limit for nested parameters. */
const DEPTH_MAX = 100;
/** The most values in one body. */
const VALUES_MAX = 50_000;

/**
 * Refuses values that the database cannot store, anywhere in a body: 422 for text with NUL or a broken surrogate
 * pair, 400 for nesting deeper than 100 or too many values. Uses a list instead of recursion: the depth of a body is
 * untrusted.
 */
export function requireStorable(root: unknown): void {
  const waiting: { value: unknown; depth: number }[] = [{ value: root, depth: 0 }];
  let values = 0;
  for (let next = waiting.pop(); next; next = waiting.pop()) {
    const { value, depth } = next;
    if (++values > VALUES_MAX) throw badRequest(`more than ${VALUES_MAX} values`);
    if (depth > DEPTH_MAX) throw badRequest("nested too deep");
    if (typeof value === "string" && !isStorableText(value)) throw unstorable();
    if (Array.isArray(value)) for (const item of value) waiting.push({ value: item, depth: depth + 1 });
    else if (isTree(value))
      for (const [key, item] of Object.entries(value)) {
        if (!isStorableText(key)) throw unstorable();
        waiting.push({ value: item, depth: depth + 1 });
      }
  }
}

const unstorable = () =>
  new WireError({ status: 422, body: { error: "Text must be valid Unicode without null characters" } });
