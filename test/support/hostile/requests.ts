import { ACTION_HEADER, ACTION_TYPE } from "@/server/contract/_shared/server-action";
import type { Random } from "@/server/setup/demo/random";
import type { Credentials, Party } from "./parties";
import { type Door, OTHERS, type Target, targetsOf } from "./targets";
import { damage, encode, hostileBody, hostileName, hostileText, hostileValue } from "./values";

/** A request before it is sent. */
export type HostileRequest = {
  door: Door;
  role: Role;
  method: string;
  path: string;
  headers: Record<string, string>;
  body: string | null;
  /** Bytes of the body that are sent before the connection is cut; null = all. */
  cutAt: number | null;
};
/** `foreign`: the credentials of another account, sent to the first account's rows. */
export type Role = "none" | "garbage" | "foreign" | "agent" | "administrator";

/** The accounts: `victim` never calls, so nothing may change in it or be seen of it. */
export type Parties = { attacker: Party; foreign: Party; victim: Party };

export type Generator = { next(random: Random): HostileRequest };

/** `idOf`: an action's id where the requests are sent. */
type Site = { origin: string; more: readonly Target[]; idOf: (action: string) => string };

/** Creates a generator of requests by the parties. `more`: further targets. */
export function createGenerator(parties: Parties, { origin, more, idOf }: Site): Generator {
  const own = byDoor([...targetsOf(parties.attacker), ...OTHERS, ...more]);
  const ofVictim = byDoor(targetsOf(parties.victim));
  return {
    next(random) {
      const targets = random.isLikely(0.3) ? ofVictim : own;
      const target = random.pick(random.pick(targets));
      const role = random.weighted({ none: 1, garbage: 1, foreign: 3, agent: 3, administrator: 5 });
      const credentials = credentialsFor(role, parties);
      const { action } = target;
      const headers = { origin, ...headersOf(credentials), ...(action && { [ACTION_HEADER]: idOf(action) }) };
      return attack(random, target, { role, headers });
    },
  };
}

/** A list of targets for each door, and two for the doors with the most routes. */
function byDoor(targets: readonly Target[]): readonly (readonly Target[])[] {
  const doors = [...new Set(targets.map(({ door }) => door)), "v1", "trpc"];
  return doors.map((door) => targets.filter((target) => target.door === door));
}

function credentialsFor(role: Role, { attacker, foreign }: Parties): Credentials | null {
  if (role === "none") return null;
  if (role === "garbage") return { token: "garbage", cookie: "next-auth.session-token=e30.e30.x" };
  if (role === "foreign") return foreign.administrator;
  return role === "agent" ? attacker.member : attacker.administrator;
}

type Attacker = Pick<HostileRequest, "role" | "headers">;

function attack(random: Random, target: Target, { role, headers: own }: Attacker): HostileRequest {
  const { door } = target;
  const isPlain = random.isLikely(0.15); // some requests are valid, so that there is always something to see
  const method = random.isLikely(0.05) ? random.pick(METHODS) : target.method;
  const hasBody = !["GET", "HEAD", "OPTIONS"].includes(method);
  const json = isPlain ? target.json : damage(random, target.json);
  const isOfAction = target.action !== undefined && (isPlain || random.isLikely(0.8));
  const { type, body } = isOfAction
    ? { type: ACTION_TYPE, body: JSON.stringify([json]) ?? "" }
    : isPlain
      ? { type: "application/json", body: JSON.stringify(json) }
      : hostileBody(random, json);
  const path = isPlain ? target.path : hostilePath(random, target.path);
  const headers = { ...own, ...(isPlain ? {} : hostileHeaders(random, door)) };
  const isCut = hasBody && random.isLikely(0.02);
  return {
    door,
    role,
    method,
    path: door === "trpc" && !hasBody ? withInput(path, json) : path,
    headers: { ...headers, ...(hasBody && { "content-type": type }) },
    body: hasBody ? body : null,
    cutAt: isCut ? random.between(0, body.length) : null,
  };
}

const withInput = (path: string, json: unknown): string =>
  `${path}${path.includes("?") ? "&" : "?"}input=${encode((JSON.stringify(json) ?? "").slice(0, 4_000))}`;

const METHODS = ["GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS", "TRACE", "PROPFIND", "SEARCH"];

const headersOf = (credentials: Credentials | null): Record<string, string> =>
  credentials === null
    ? {}
    : {
        authorization: `Bearer ${credentials.token}`,
        api_access_token: credentials.token,
        "x-freescout-api-key": credentials.token,
        token: credentials.token,
        cookie: credentials.cookie,
      };

const PARAMETERS = [
  ..."limit cursor after q query from to status inboxId contactId page sort status_type filter email tag number".split(
    " ",
  ),
  ..."updatedSince assignee label kind type sortField sortOrder embed api_key input batch callbackUrl _rsc before".split(
    " ",
  ),
];

function hostilePath(random: Random, path: string): string {
  let [pathname = "", query = ""] = path.split("?", 2);
  if (random.isLikely(0.25)) {
    const parts = pathname.split("/");
    parts[random.between(1, Math.max(1, parts.length - 1))] = random.isLikely(0.3)
      ? hostileText(random)
      : encode(hostileText(random));
    pathname = parts.join("/");
  }
  const count = random.pick([0, 0, 1, 1, 2, 5]);
  for (let nth = 0; nth < count; nth++) {
    const name = random.isLikely(0.85) ? random.pick(PARAMETERS) : encode(hostileName(random));
    const value = encode(hostileText(random)).slice(0, 2_000);
    query += `&${name}${random.pick(["", "", "", "[]", "[a]"])}=${value}${random.isLikely(0.2) ? `&${name}=${value}` : ""}`;
  }
  const all = query === "" ? pathname : `${pathname}?${query.replace(/^&/, "")}`;
  return all.startsWith("/") ? all : `/${all}`;
}

const HEADERS = [
  ..."x-forwarded-for x-forwarded-host x-forwarded-proto x-real-ip forwarded x-middleware-subrequest".split(
    " ",
  ),
  ..."x-nonce x-rate-limited idempotency-key prefer last-event-id if-none-match accept accept-language range".split(
    " ",
  ),
  ..."x-request-id origin referer sec-fetch-site trpc-accept rsc next-router-state-tree x-http-method-override".split(
    " ",
  ),
  ..."content-encoding content-type cookie authorization expect host user-agent".split(" "),
];

function hostileHeaders(random: Random, door: Door): Record<string, string> {
  const headers: Record<string, string> = {};
  const count = random.pick([0, 0, 0, 1, 2]);
  for (let nth = 0; nth < count; nth++)
    headers[random.pick(HEADERS)] = headerText(
      random.isLikely(0.1) ? JSON.stringify(hostileValue(random)) : hostileText(random),
    );
  if (door === "live") headers["accept"] = "text/event-stream";
  if (door === "actions" && random.isLikely(0.2))
    headers["next-action"] = headerText(random.pick(["x", "00".repeat(21), hostileText(random)]));
  return headers;
}

/** What Node sends in a header; others are for the damaged requests. */
const headerText = (text: string): string =>
  text
    .replaceAll(/[^\t\x20-\x7e]/g, "?")
    .slice(0, 2_000)
    .trim();
