import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import { Refusal } from "@/server/contract/_shared/refusal";
import { createTokenBucket, type Rate } from "@/server/lib/async/token-bucket";
import { networkOf } from "@/server/lib/web/base-url";
import { createOpenCounts } from "@/server/lib/web-processes/open-counts";
import { shareBucket } from "@/server/lib/web-processes/shared-bucket";
import { refuseUpgrade } from "./answer-early";
import { doorOfUpgrade } from "./credential-of";
import { createReport } from "./request-limits";

export type UpgradeLimits = {
  /** Upgrades of a network; null = unlimited. */
  rate: Rate | null;
  /** Open sockets of a network; null = unlimited. */
  perAddress: number | null;
  /** Open sockets of the process, or of all web processes of its port. */
  max: number;
};

/** True: the connection may become a WebSocket, and is counted until it closes. False: it was answered and ends. */
export type AdmitUpgrade = (req: IncomingMessage, socket: Duplex) => boolean;

/** The key of all networks together; no network is named so. */
const ALL = "all";
/** When a place may be free again: how long a socket without a subscription lives. */
const FULL_RETRY_S = 5;

/**
 * Creates the limits of WebSockets in this process: of a network by 429, and of all by 503, both before the upgrade and in
 * the format of the door. Expects the request's `x-forwarded-for` to be corrected.
 */
export function createUpgradeLimits(
  { rate, perAddress, max }: UpgradeLimits,
  now?: () => number,
): AdmitUpgrade {
  const bucket = rate && shareBucket("sockets", createTokenBucket(rate, now ? { now } : {}));
  const open = createOpenCounts("open sockets");
  const report = createReport(now);

  function keep(network: string, socket: Duplex): void {
    const count = (by: 1 | -1) => [ALL, network].forEach((key) => void open.add(key, by));
    count(1);
    socket.once("close", () => count(-1));
  }

  return (req, socket) => {
    const network = networkOf(req.headers["x-forwarded-for"]?.toString() ?? "unknown");
    const door = doorOfUpgrade(req.url ?? "");
    const verdict = bucket?.take(network);
    const isCrowded = perAddress !== null && open.of(network) >= perAddress;
    const isAllowed = (verdict?.isAllowed ?? true) && !isCrowded;
    if (isAllowed && open.of(ALL) < max) {
      keep(network, socket);
      return true;
    }
    report({ limit: "sockets", key: isAllowed ? ALL : network, door, owner: null, req });
    const retryAfterS = verdict?.isAllowed === false ? verdict.retryAfterMs / 1000 : FULL_RETRY_S;
    const refusal = new Refusal(isAllowed ? "server.busy" : "request.rate_limited", { retryAfterS });
    refuseUpgrade(req, socket, { door, refusal, status: isAllowed ? 503 : 429 });
    return false;
  };
}
