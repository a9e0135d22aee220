import superjson from "superjson";
import { ACTIONS_PATH } from "@/server/contract/_shared/server-action";
import { ALL_PROCEDURES } from "@/test/guarantees/routes/all-procedures";
import { CHATWOOT_ROUTES, PUBLIC_ROUTES } from "@/test/guarantees/routes/chatwoot-routes";
import { FREESCOUT_ROUTES } from "@/test/guarantees/routes/freescout-routes";
import { NATIVE_ROUTES } from "@/test/guarantees/routes/native-routes";
import { PROCEDURES } from "@/test/guarantees/routes/procedures";
import type { RouteTable } from "@/test/guarantees/routes/route-case";
import { WUKONGIM_ROUTES } from "@/test/guarantees/routes/wukongim-routes";
import { ACTIONS } from "@/test/support/clients/actions";
import type { Party } from "./parties";

export type Door =
  | "v1"
  | "chatwoot"
  | "freescout"
  | "wukongim"
  | "public"
  | "trpc"
  | "other"
  | "live"
  | "auth"
  | "pages"
  | "actions";

/** `action`: the name of a server action. */
export type Target = { door: Door; method: string; path: string; json: unknown; action?: string };

const TABLES: readonly (readonly [Door, RouteTable])[] = [
  ["v1", NATIVE_ROUTES],
  ["chatwoot", CHATWOOT_ROUTES],
  ["freescout", FREESCOUT_ROUTES],
  ["wukongim", WUKONGIM_ROUTES],
  ["public", PUBLIC_ROUTES],
];

const isActionPath = (path: string) => path.startsWith(ACTIONS);

/** Every route and procedure as it is called with a party's ids. */
export function targetsOf({ owned }: Party): readonly Target[] {
  const routes = TABLES.flatMap(([door, table]) =>
    Object.entries(table).flatMap(([route, cases]) =>
      [cases].flat().map((known): Target => {
        const method = route.slice(0, route.indexOf(" "));
        return { door, method, path: known.to(owned), json: known.body?.(owned) ?? {} };
      }),
    ),
  );
  const calls = Object.entries(ALL_PROCEDURES)
    .filter(([name, { _def }]) => _def.type !== "subscription" && !isActionPath(name))
    .map(([name, { _def }]): Target => {
      const method = _def.type === "query" ? "GET" : "POST";
      const json = superjson.serialize(PROCEDURES[name]?.input(owned));
      return { door: "trpc", method, path: `/api/trpc/${name}`, json };
    });
  const actions = Object.keys(ALL_PROCEDURES)
    .filter(isActionPath)
    .map((name): Target => {
      const json = PROCEDURES[name]?.input(owned);
      return {
        door: "actions",
        method: "POST",
        path: ACTIONS_PATH,
        json,
        action: name.slice(ACTIONS.length),
      };
    });
  return [...routes, ...calls, ...actions];
}

export const OTHERS: readonly Target[] = [
  ["other", "POST", "/api/forgot"],
  ["other", "POST", "/api/unsubscribe/1-1-x"],
  ["other", "GET", "/api/contacts.csv"],
  ["other", "GET", "/metrics"],
  ["other", "GET", "/health"],
  ["other", "GET", "/v1/unknown"],
  ["other", "GET", "/api/unknown"],
  ["live", "GET", "/api/trpc/live"],
].map(([door, method, path]) => ({ door, method, path, json: { email: "a@b.c" } }) as Target);

/** Doors of Next: pages, next-auth, and server actions. */
export const NEXT_TARGETS: readonly Target[] = [
  ...["csrf", "session", "providers", "signin", "signout", "error", "_log"].map((name) => [
    "auth",
    "GET",
    name,
  ]),
  ...["callback/credentials", "callback/link", "signin/credentials", "signout", "_log", "x/y/z"].map((n) => [
    "auth",
    "POST",
    n,
  ]),
  ...["", "inbox", "settings", "sign-in"].map((name) => ["actions", "POST", name]),
  ...[
    "",
    "inbox",
    "contacts",
    "settings",
    "sign-in",
    "forgot",
    "join/x",
    "welcome",
    "inbox/1",
    "contacts/1",
  ].map((name) => ["pages", "GET", name]),
].map(([door, method, name]) => ({
  door: door as Door,
  method: method ?? "",
  path: door === "auth" ? `/api/auth/${name}` : `/${name}`,
  json: { email: "a@b.c", password: "x", callbackUrl: "/", csrfToken: "x" },
}));
