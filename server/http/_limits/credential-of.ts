import type { IncomingMessage } from "node:http";
import { tokenIn } from "@/server/http/_request/authenticate";
import { DIALECTS, type DialectName, dialectNamed } from "@/server/http/dialects";

/** How a request is counted, and in which format it is refused. */
export type Door = DialectName | "v1" | "channels" | "public" | "screens" | "page";

const DOORS: readonly (readonly [RegExp, Door | null])[] = [
  [/^\/(health(\/(live|ready))?|metrics)\/?(\?|$)/, null],
  [/^\/_next\/static\//, null],
  [/^\/api\/trpc\//, "screens"],
  [/^\/actions$/, "screens"],
  [/^\/(public|platform|auth)\//, "public"],
  [/^\/v1(\/|\?|$)/, "v1"],
  [/^\/channels\//, "channels"],
  [/^\/api\/auth(\/|\?|$)/, "page"],
  [/^\/api\/contacts\.csv/, "screens"],
  [/^\/api\/files/, "screens"],
  [/^\/api\/(forgot|unsubscribe)/, "public"],
  ...DIALECTS.flatMap(({ unlimited }) => (unlimited ? [[unlimited, null] as const] : [])),
  ...DIALECTS.map(({ paths, name }) => [paths, name] as const),
];

/** The door of a URL; null = not limited: the checks of operators, and files. */
export function doorOf(url: string): Door | null {
  for (const [pattern, door] of DOORS) if (pattern.test(url)) return door;
  return "page";
}

/** The door of a request to become a WebSocket. */
export const doorOfUpgrade = (url: string): Door =>
  DIALECTS.find(({ upgrades }) => upgrades?.test(url))?.name ?? "page";

/** The credential that this door would authenticate, or null: it is anonymous. */
export function credentialOf(door: Door, { headers, url = "" }: IncomingMessage): string | null {
  const header = (name: string) => headers[name]?.toString();
  if (door === "screens" || door === "page") return sessionIn(headers.cookie);
  if (door === "v1") return tokenIn((name) => header(name) ?? null);
  // A webhook that its provider signs has a signature of its own each time; its channel makes the valid ones known.
  if (door === "channels")
    return tokenIn((name) => header(name) ?? null) ?? header("x-hub-signature-256") ?? null;
  return dialectNamed(door)?.credentialOf(header, url) ?? null; // `public` has none
}

/** All cookies: those of a session differ by the time of their renewal, too. */
const sessionIn = (cookie: string | undefined): string | null =>
  cookie?.includes("session-token") ? cookie : null;
