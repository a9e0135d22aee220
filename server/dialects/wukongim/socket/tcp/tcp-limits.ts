import { createTokenBucket, type Rate } from "@/server/lib/async/token-bucket";
import { metrics } from "@/server/lib/process/metrics";
import { networkOf } from "@/server/lib/web/base-url";

/** As those of WebSockets, which are counted apart. */
export type TcpLimits = {
  /** Connections that a network opens; null = unlimited. */
  rate: Rate | null;
  /** Open connections of a network; null = unlimited, also of those that are not connected yet. */
  perAddress: number | null;
  /** Open connections. */
  max: number;
};

/** Connections of a network whose clients have not sent a valid token yet. */
const UNKNOWN_PER_ADDRESS = 100;

/** A place among the open connections. */
export type Place = {
  /** The client has connected with its token. */
  connected(): void;
  /** The connection has ended. */
  leave(): void;
};

/** Admits connections by their address; null: there are too many. */
export function createTcpLimits(
  { rate, perAddress, max }: TcpLimits,
  now?: () => number,
): (address: string) => Place | null {
  const bucket = rate && createTokenBucket(rate, now ? { now } : {});
  const open = createCounts();
  const unknown = createCounts();

  function isAllowed(network: string): boolean {
    if (open.all() >= max || bucket?.take(network).isAllowed === false) return false;
    return (
      perAddress === null || (open.of(network) < perAddress && unknown.of(network) < UNKNOWN_PER_ADDRESS)
    );
  }

  return (address) => {
    const network = networkOf(address);
    if (!isAllowed(network)) {
      metrics.rateLimited.inc({ limit: "sockets" });
      return null;
    }
    const leaveOpen = open.enter(network);
    const connected = unknown.enter(network);
    return {
      connected,
      leave() {
        connected();
        leaveOpen();
      },
    };
  };
}

/** How many there are, by key. */
function createCounts() {
  const counts = new Map<string, number>();
  let all = 0;
  const add = (key: string, by: 1 | -1) => {
    const count = (counts.get(key) ?? 0) + by;
    if (count > 0) counts.set(key, count);
    else counts.delete(key);
    all += by;
  };
  return {
    all: () => all,
    of: (key: string): number => counts.get(key) ?? 0,
    /** One more; returns what makes it one less, once. */
    enter(key: string): () => void {
      let isIn = true;
      add(key, 1);
      return () => {
        if (isIn) add(key, -1);
        isIn = false;
      };
    },
  };
}
