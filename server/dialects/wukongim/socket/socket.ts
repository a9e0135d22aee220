import type { IncomingMessage } from "node:http";
import type { Socket } from "node:net";
import type { Duplex } from "node:stream";
import { type RawData, type WebSocket, WebSocketServer } from "ws";
import { type OnlineDevice, REPEAT_MS } from "@/server/dialects/wukongim/socket/devices/device-book";
import { provideOnlineDevices } from "@/server/dialects/wukongim/socket/devices/online-devices";
import { createBinaryCodec } from "@/server/dialects/wukongim/socket/wire/binary/binary-codec";
import {
  FRAME_BYTES_MAX,
  PARAMS,
  SOCKET_PATH,
  SOCKET_REASONS,
} from "@/server/dialects/wukongim/socket/wire/requests";
import { openTcpTransport, openTransport } from "@/server/dialects/wukongim/socket/wire/transport";
import { byFirstFrame, createConnections, type Entry } from "./connections";
import { createSessions, type SessionsOptions } from "./sessions";

const SOCKET_PATHS = new Set([SOCKET_PATH, `${SOCKET_PATH}/`]);
/** Time limits are looked at so often, in ms. */
const BEAT_MS = 500;
/** The rights of devices to which nothing is told are read so often, in ms. */
const RIGHTS_MS = 1_000;
/** Proxies end a connection on which nothing happens, some after 30 s. Clients of the SDK send something every 60 s only. */
const PING_MS = 20_000;
const ENDING = "The server ends. Connect again.";

export type WukongimSocketOptions = Omit<SessionsOptions, "broadcast"> &
  Partial<SessionsOptions> & {
    /** How often a WebSocket is sent a ping. */
    pingMs?: number;
  };

/** WuKongIM's two protocols: over WebSocket at `/wukongim/ws?inbox=…`, where a client's first frame decides which, and over TCP. */
export type WukongimSocket = {
  matches(url: string): boolean;
  upgrade(req: IncomingMessage, socket: Duplex, head: Buffer): void;
  /** Serves a client over TCP. `connected`: it has sent its token. Returns what ends it. */
  accept(socket: Socket, connected: () => void): () => void;
  /** Handles a message of another process; false when it is none of these. */
  receive(message: string): boolean;
  /** The devices of an account that are connected, in any process. */
  onlineDevices(accountId: number): OnlineDevice[];
  size(): number;
  /** Resolves when what devices acknowledged so far is saved. */
  flush(): Promise<void>;
  /** Ends every connection; clients connect again. Resolves when what they acknowledged is saved. */
  close(): Promise<void>;
};

export function createWukongimSocket({
  pingMs = PING_MS,
  ...options
}: WukongimSocketOptions): WukongimSocket {
  const server = new WebSocketServer({
    noServer: true,
    maxPayload: FRAME_BYTES_MAX,
    perMessageDeflate: false,
  });
  const sessions = createSessions({ broadcast: () => {}, ...options });
  provideOnlineDevices(sessions.book.online);
  const connections = createConnections({ sessions });
  const timers = [
    every(BEAT_MS, () => {
      for (const connection of connections.all()) connection.beat();
    }),
    every(pingMs, () => {
      for (const socket of server.clients) socket.ping();
    }),
    every(RIGHTS_MS, sessions.checkRights),
    every(REPEAT_MS, sessions.repeat),
  ];

  function open(socket: WebSocket, entry: Entry): void {
    const connection = connections.open(openTransport(socket), entry);
    socket.on("message", (data) => connection.onFrame(bytesOf(data)));
    socket.on("error", () => socket.terminate());
    socket.once("close", connection.onClosed);
  }

  return {
    matches: (url) => SOCKET_PATHS.has(url.replace(/\?.*$/s, "")),
    upgrade(req, socket, head) {
      const query = new URLSearchParams(req.url?.split("?")[1]);
      const entry = { identifier: query.get("inbox") ?? "", deviceId: deviceIdOf(query.get("device")) };
      server.handleUpgrade(req, socket, head, (opened) => open(opened, { ...entry, codecOf: byFirstFrame }));
    },
    accept(socket, connected) {
      const entry = { identifier: null, deviceId: null, codecOf: createBinaryCodec, connected };
      const connection = connections.open(openTcpTransport(socket), entry);
      socket.on("data", connection.onFrame);
      socket.on("error", () => socket.destroy());
      socket.once("close", connection.onClosed);
      return () => connection.disconnect(SOCKET_REASONS.system, ENDING);
    },
    receive: sessions.receive,
    onlineDevices: sessions.book.online,
    size: () => connections.all().length,
    flush: sessions.flush,
    async close() {
      timers.forEach(clearInterval);
      const saved = sessions.flush();
      for (const connection of connections.all()) connection.disconnect(SOCKET_REASONS.system, ENDING);
      await saved;
      await sessions.flush();
    },
  };
}

/** A frame's bytes; `ws` delivers them as one buffer unless another type is set. */
const bytesOf = (data: RawData): Buffer =>
  Buffer.isBuffer(data) ? data : Array.isArray(data) ? Buffer.concat(data) : Buffer.from(data);

/** The name of a device in the address, as long as any other; null: it has none. */
const deviceIdOf = (named: string | null): string | null =>
  PARAMS.connect.shape.deviceId.safeParse(named).data || null;

const every = (ms: number, work: () => void): NodeJS.Timeout => setInterval(work, ms).unref();
