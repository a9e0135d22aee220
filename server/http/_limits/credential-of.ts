import type { IncomingMessage } from "node:http";
import { tokenOf } from "@/server/dialects/chatwoot/context";
import { keyOf } from "@/server/dialects/freescout/context";
import { managerTokenOf } from "@/server/dialects/wukongim/context";
import { tokenIn } from "@/server/http/_request/authenticate";

/** How a request is counted, and in which format it is refused. */
export type Door = "v1" | "chatwoot" | "freescout" | "wukongim" | "public" | "screens" | "page";

const DOORS: readonly (readonly [RegExp, Door | null])[] = [
  [/^\/(health(\/(live|ready))?|metrics)\/?(\?|$)/, null],
  [/^\/_next\/static\//, null],
  [/^\/api\/trpc\//, "screens"],
  [/^\/actions$/, "screens"],
  [/^\/api\/v[12]\//, "chatwoot"],
  [/^\/(public|platform|auth)\//, "public"],
  [/^\/v1(\/|\?|$)/, "v1"],
  [/^\/wukongim\/health\/?(\?|$)/, null],
  [/^\/wukongim\//, "wukongim"],
  [/^\/api\/auth(\/|\?|$)/, "page"],
  [/^\/api\/contacts\.csv/, "screens"],
  [/^\/api\/files/, "screens"],
  [/^\/api\/(forgot|unsubscribe)/, "public"],
  [/^\/api\//, "freescout"],
];

/** The door of a URL; null = not limited: the checks of operators, and files. */
export function doorOf(url: string): Door | null {
  for (const [pattern, door] of DOORS) if (pattern.test(url)) return door;
  return "page";
}

/** The credential that this door would authenticate, or null: it is anonymous. */
export function credentialOf(door: Door, { headers, url = "" }: IncomingMessage): string | null {
  const header = (name: string) => headers[name]?.toString();
  if (door === "screens" || door === "page") return sessionIn(headers.cookie);
  if (door === "v1") return tokenIn((name) => header(name) ?? null);
  if (door === "chatwoot") return tokenOf(header) ?? null;
  if (door === "freescout") return keyOf(header, () => queryOf(url).get("api_key")) ?? null;
  if (door === "wukongim") return managerTokenOf(header) ?? null;
  return null; // public
}

/** All cookies: those of a session differ by the time of their renewal, too. */
const sessionIn = (cookie: string | undefined): string | null =>
  cookie?.includes("session-token") ? cookie : null;

const queryOf = (url: string): URLSearchParams => new URLSearchParams(url.split("?", 2)[1]);
