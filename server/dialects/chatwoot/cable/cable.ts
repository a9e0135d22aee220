import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import { type WebSocket, WebSocketServer } from "ws";
import type { Services } from "@/server/commands/_run/services";
import { isSameOrigin } from "@/server/lib/auth/session-cookie";
import { metrics } from "@/server/lib/process/metrics";
import { type AccountFeed, createAccountFeed } from "./account-feed";
import { type Connection, openConnection } from "./connection";
import { COMMAND_BYTES_MAX, disconnectFrame, PING_MS, pingFrame, SUBPROTOCOL } from "./frames";
import { createOnlineBook } from "./online-book";

/** By default a client has this long to subscribe: clients do it as soon as they are welcomed. */
const SUBSCRIBE_MS = 5_000;
/** The close code of a server that goes away. */
const GOING_AWAY = 1_001;

export type CableOptions = {
  services: Pick<Services, "database" | "now">;
  /** Where the addresses in events begin, without a final slash. */
  baseUrl: string;
  /** Sends a message to every other process, which passes it to its `receive`. */
  broadcast?: (message: string) => void;
  /** A client must ask for a subscription within this time. */
  subscribeWithinMs?: number;
};

/** Chatwoot's `/cable`: ActionCable over WebSocket. */
export type Cable = {
  matches(url: string): boolean;
  upgrade(req: IncomingMessage, socket: Duplex, head: Buffer): void;
  /** Handles a message of another process; false when it is none of the cable's. */
  receive(message: string): boolean;
  size(): number;
  /** Ends every connection; clients connect again. */
  close(): void;
};

export function createCable({
  services,
  baseUrl,
  broadcast = () => {},
  subscribeWithinMs = SUBSCRIBE_MS,
}: CableOptions): Cable {
  const server = new WebSocketServer({
    noServer: true,
    maxPayload: COMMAND_BYTES_MAX,
    perMessageDeflate: false,
    handleProtocols: (offered) => (offered.has(SUBPROTOCOL) ? SUBPROTOCOL : false),
  });
  const connections = new Map<WebSocket, Connection>();
  const feeds = new Map<number, AccountFeed>();
  const book = createOnlineBook({ now: services.now, broadcast });
  const feedOf = (accountId: number): AccountFeed => {
    const feed = feeds.get(accountId) ?? createAccountFeed({ services, accountId, baseUrl });
    feeds.set(accountId, feed);
    return feed;
  };
  const onLeft = (accountId: number) => {
    if (feeds.get(accountId)?.size() === 0) feeds.delete(accountId);
  };
  const beats = setInterval(() => {
    const ping = pingFrame(services.now());
    for (const connection of connections.values()) connection.beat(ping);
  }, PING_MS).unref();

  return {
    matches: (url) => /^\/cable\/?(\?|$)/.test(url),
    upgrade(req, socket, head) {
      server.handleUpgrade(req, socket, head, (opened) => {
        const origin = isSameOrigin(req.headers) ? null : (req.headers.origin ?? null);
        const parts = { origin, services, book, feedOf, onLeft, subscribeWithinMs };
        connections.set(opened, openConnection(opened, parts));
        metrics.liveConnections.inc({ kind: "cable" });
        opened.once("close", () => {
          connections.delete(opened);
          metrics.liveConnections.dec({ kind: "cable" });
        });
      });
    },
    receive: book.receive,
    size: () => connections.size,
    close() {
      clearInterval(beats);
      for (const socket of connections.keys()) {
        socket.send(disconnectFrame("server_restart", true));
        socket.close(GOING_AWAY);
      }
    },
  };
}
