import type { IncomingMessage } from "node:http";
import { z } from "zod";
import { isTooDeep } from "@/server/contract/_shared/input-fault";
import { setRequestHeader } from "./request-headers";

const STATE = "next-router-state-tree";
/** Next answers 500 to a longer one; some hundred segments. */
const STATE_CHARS_MAX = 40_000;

type Tree = [segment: unknown, children: Record<string, Tree>, ...rest: unknown[]];
const segment = z.union([
  z.string(),
  z.tuple([
    z.string(),
    z.string(),
    z.string().regex(/^(c|oc|d|[cd]i(\(\.{1,3}\)|\(\.\.\)\(\.\.\)))$/),
    z.array(z.string()).nullable(),
  ]),
]);
/** `flightRouterStateSchema` of Next: a segment, what is below it by slot, and what a navigation asks for. */
const tree: z.ZodType<Tree> = z.tuple([
  segment,
  z.lazy(() => z.record(z.string(), tree)),
  z.tuple([z.string(), z.string()]).nullish(),
  z.enum(["refetch", "inside-shared-layout", "metadata-only"]).nullish(),
  z.number().nullish(),
  z.string().optional(),
]);

function isState(text: string): boolean {
  if (text.length > STATE_CHARS_MAX) return false;
  try {
    const json = decodeURIComponent(text);
    return !isTooDeep(json) && tree.safeParse(JSON.parse(json)).success;
  } catch {
    return false; // not encoded, or no JSON
  }
}

/** What Next's own client sends with a navigation. */
const TAKEN: Readonly<Record<string, (text: string) => boolean>> = {
  rsc: (text) => text === "1",
  [STATE]: isState,
  "next-router-prefetch": (text) => /^[123]$/.test(text),
  "next-router-segment-prefetch": (text) => /^\/[\w/!$@.()[\]%~-]{0,1000}$/.test(text),
  "next-url": (text) => /^\/[^\s\\]{0,4000}$/.test(text),
};

/** The headers by which parts of Next speak to each other, those above among them. */
const NEXT_HEADER =
  /^(rsc$|next-|x-next|x-middleware-|x-invoke-|x-now-|x-matched-path$|x-prerender-|x-action-)/;

/** The name of the first header that Next would parse and fail at; null = all can be read. */
export const findBadPageHeader = ({ headers }: IncomingMessage): string | null =>
  Object.entries(TAKEN).find(([name, isGood]) => {
    const { [name]: text } = headers;
    return text !== undefined && (typeof text !== "string" || !isGood(text));
  })?.[0] ?? null;

/** Removes the headers of Next's that its client does not send with a navigation. */
export function removeInternalHeaders(req: IncomingMessage): void {
  for (const name of Object.keys(req.headers))
    if (NEXT_HEADER.test(name) && !Object.hasOwn(TAKEN, name)) setRequestHeader(req, name, undefined);
}
