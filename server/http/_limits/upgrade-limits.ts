import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import { Refusal } from "@/server/contract/_shared/refusal";
import { createTokenBucket, type Rate } from "@/server/lib/async/token-bucket";
import { networkOf } from "@/server/lib/web/base-url";
import { refuseUpgrade } from "./answer-early";
import { doorOfUpgrade } from "./credential-of";
import { createReport } from "./request-limits";

export type UpgradeLimits = {
  /** Upgrades of a network; null = unlimited. */
  rate: Rate | null;
  /** Open sockets of a network; null = unlimited. */
  perAddress: number | null;
  /** Open sockets of the process. */
  max: number;
};

/** True: the connection may become a WebSocket, and is counted until it closes. False: it was answered and ends. */
export type AdmitUpgrade = (req: IncomingMessage, socket: Duplex) => boolean;

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
  const bucket = rate && createTokenBucket(rate, now ? { now } : {});
  const openOf = new Map<string, number>();
  const report = createReport(now);
  let open = 0;

  function keep(network: string, socket: Duplex): void {
    open += 1;
    openOf.set(network, (openOf.get(network) ?? 0) + 1);
    socket.once("close", () => {
      open -= 1;
      const left = (openOf.get(network) ?? 1) - 1;
      if (left > 0) openOf.set(network, left);
      else openOf.delete(network);
    });
  }

  return (req, socket) => {
    const network = networkOf(req.headers["x-forwarded-for"]?.toString() ?? "unknown");
    const door = doorOfUpgrade(req.url ?? "");
    const verdict = bucket?.take(network);
    const isCrowded = perAddress !== null && (openOf.get(network) ?? 0) >= perAddress;
    const isAllowed = (verdict?.isAllowed ?? true) && !isCrowded;
    if (isAllowed && open < max) {
      keep(network, socket);
      return true;
    }
    report({ limit: "sockets", key: isAllowed ? "all" : network, door, owner: null, req });
    const retryAfterS = verdict?.isAllowed === false ? verdict.retryAfterMs / 1000 : FULL_RETRY_S;
    const refusal = new Refusal(isAllowed ? "server.busy" : "request.rate_limited", { retryAfterS });
    refuseUpgrade(req, socket, { door, refusal, status: isAllowed ? 503 : 429 });
    return false;
  };
}
