import type { IncomingMessage, ServerResponse } from "node:http";
import { LRUCache } from "lru-cache";
import {
  createTokenBucket,
  type Rate,
  type TokenBucket,
  type Verdict,
} from "@/server/lib/async/token-bucket";
import {
  type CredentialOwner,
  findCredentialOwner,
  hashOfCredential,
} from "@/server/lib/auth/known-credentials";
import { metrics } from "@/server/lib/process/metrics";
import { logSecurity } from "@/server/lib/process/security-log";
import { networkOf } from "@/server/lib/web/base-url";
import { REPLAY_HEADER } from "@/server/lib/web/replay-header";
import { shareBucket } from "@/server/lib/web-processes/shared-bucket";
import { credentialOf, type Door, doorOf } from "./credential-of";

/** The limits of requests; null = unlimited. */
export type RequestRates = Record<LimitName, Rate | null>;
type LimitName = "token" | "session" | "address" | "pages" | "refused";

/** Why a request is not served. */
export type RateRefusal = { door: Door; retryAfterS: number };

/** Counts a request before anything of it is read; null = serve it. Sets the response's `RateLimit` fields. */
export type LimitRequests = (req: IncomingMessage, res: ServerResponse) => RateRefusal | null;

type Limit = { name: LimitName; bucket: TokenBucket; policy: string };
type Limits = Record<LimitName, Limit | null>;

/** Keys whose refusal was written to the log in the last minute. */
const LOGGED_MAX = 10_000;
const LOG_INTERVAL_MS = 60_000;

/**
 * Creates the limits of this process and of the web processes that share its port. A request counts for the owner of its credential, if this process has accepted it
 * before, else for its network. A new credential is served while its network has tries left, and counted when its owner
 * is known or it is refused: an integrator's first hundred requests may arrive together. Costs two lookups and no
 * statement.
 */
export function createRequestLimits(rates: RequestRates, now?: () => number): LimitRequests {
  const limitOf = (name: LimitName): Limit | null => createLimit(name, rates[name], now);
  const limits: Limits = {
    token: limitOf("token"),
    session: limitOf("session"),
    address: limitOf("address"),
    pages: limitOf("pages"),
    refused: limitOf("refused"),
  };
  const report = createReport(now);
  return (req, res) => {
    const door = doorOf(req.url ?? "");
    if (door === null || (door !== "page" && req.headers[REPLAY_HEADER] !== undefined)) return null; // verified by the front
    const credential = credentialOf(door, req);
    const hash = credential === null ? null : hashOfCredential(credential);
    const owner = hash === null ? null : findCredentialOwner(hash);
    const refuse = (limit: Limit, { retryAfterMs }: Verdict, key: string): RateRefusal => {
      report({ limit: limit.name, key, door, owner, req });
      return { door, retryAfterS: retryAfterMs / 1000 };
    };
    const count = (limit: Limit | null, key: string): RateRefusal | null => {
      if (!limit) return null;
      const verdict = limit.bucket.take(key, callsIn(door, req.url ?? ""));
      if (door !== "page") setFields(res, limit, verdict);
      return verdict.isAllowed ? null : refuse(limit, verdict, key);
    };
    if (owner) return count(limits[owner.kind], owner.key);
    const network = networkOf(req.headers["x-forwarded-for"]?.toString() ?? "unknown"); // corrected by the front
    if (door === "page") return count(limits.pages, network);
    if (hash === null) return count(limits.address, network);
    for (const limit of [limits.refused, limits.address]) {
      const verdict = limit?.bucket.peek(network);
      if (limit && verdict && !verdict.isAllowed) return refuse(limit, verdict, network);
    }
    res.once("close", () => settle(limits, hash, network, res.statusCode));
    return null;
  };
}

/** Counts an answered request with a new credential. */
function settle(limits: Limits, hash: string, network: string, status: number): void {
  const owner = findCredentialOwner(hash);
  if (owner) limits[owner.kind]?.bucket.charge(owner.key);
  else limits[status === 401 ? "refused" : "address"]?.bucket.charge(network);
}

/** The calls of a tRPC batch; its paths are separated by commas, also encoded ones. */
function callsIn(door: Door, url: string): number {
  if (door !== "screens") return 1;
  const [path = ""] = url.split("?", 1);
  return 1 + (path.match(/,|%2c/gi)?.length ?? 0);
}

function createLimit(name: LimitName, rate: Rate | null, now: (() => number) | undefined): Limit | null {
  if (rate === null) return null;
  const windowS = Math.ceil(rate.burst / rate.perSecond);
  const bucket = shareBucket(name, createTokenBucket(rate, now ? { now } : {}));
  return { name, bucket, policy: `"${name}";q=${rate.burst};w=${windowS}` };
}

/** The fields of draft-ietf-httpapi-ratelimit-headers-10: the quota, what is left of it, and when it is whole again. */
function setFields(res: ServerResponse, { name, policy }: Limit, { remaining, fullAfterMs }: Verdict): void {
  res.setHeader("ratelimit-policy", policy);
  res.setHeader("ratelimit", `"${name}";r=${remaining};t=${Math.ceil(fullAfterMs / 1000)}`);
}

type Refused = {
  limit: LimitName | "sockets";
  key: string;
  door: Door;
  owner: CredentialOwner | null;
  req: IncomingMessage;
};

/** Counts every refusal, and logs the first of a key in each minute. */
export function createReport(now: () => number = () => performance.now()) {
  const logged = new LRUCache<string, number>({ max: LOGGED_MAX });
  return ({ limit, key, door, owner, req: { method, headers } }: Refused): void => {
    metrics.rateLimited.inc({ limit });
    const at = now();
    const name = `${limit} ${key}`;
    if (at - (logged.get(name) ?? -LOG_INTERVAL_MS) < LOG_INTERVAL_MS) return;
    logged.set(name, at);
    const address = headers["x-forwarded-for"]?.toString();
    const tokenId = owner?.key.startsWith("token ") ? Number(owner.key.split(" ")[1]) : undefined;
    const accountId = owner?.accountId;
    logSecurity("request.rate_limited", { limit, address, method, route: door, accountId, tokenId });
  };
}
