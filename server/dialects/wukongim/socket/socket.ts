import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import { type RawData, type WebSocket, WebSocketServer } from "ws";
import { type OnlineDevice, REPEAT_MS } from "@/server/dialects/wukongim/socket/devices/device-book";
import { provideOnlineDevices } from "@/server/dialects/wukongim/socket/devices/online-devices";
import { createBinaryCodec, isBinary } from "@/server/dialects/wukongim/socket/wire/binary/binary-codec";
import { type Connection, createConnection } from "@/server/dialects/wukongim/socket/wire/connection";
import { jsonRpcCodec } from "@/server/dialects/wukongim/socket/wire/frames";
import {
  FRAME_BYTES_MAX,
  PARAMS,
  SOCKET_PATH,
  SOCKET_REASONS,
} from "@/server/dialects/wukongim/socket/wire/requests";
import { openTransport } from "@/server/dialects/wukongim/socket/wire/transport";
import { metrics } from "@/server/lib/process/metrics";
import { createSessions, type Opened, type SessionsOptions } from "./sessions";

const SOCKET_PATHS = new Set([SOCKET_PATH, `${SOCKET_PATH}/`]);
/** Time limits are looked at so often, in ms. */
const BEAT_MS = 500;
/** The rights of devices to which nothing is told are read so often, in ms. */
const RIGHTS_MS = 1_000;

export type WukongimSocketOptions = Omit<SessionsOptions, "broadcast"> & Partial<SessionsOptions>;

/** WuKongIM's two protocols over WebSocket, at `/wukongim/ws?inbox=…`: a client's first frame decides which. */
export type WukongimSocket = {
  matches(url: string): boolean;
  upgrade(req: IncomingMessage, socket: Duplex, head: Buffer): void;
  /** Handles a message of another process; false when it is none of these. */
  receive(message: string): boolean;
  /** The devices of an account that are connected, in any process. */
  onlineDevices(accountId: number): OnlineDevice[];
  size(): number;
  /** Ends every connection; clients connect again. Resolves when what they acknowledged is saved. */
  close(): Promise<void>;
};

export function createWukongimSocket(options: WukongimSocketOptions): WukongimSocket {
  const server = new WebSocketServer({
    noServer: true,
    maxPayload: FRAME_BYTES_MAX,
    perMessageDeflate: false,
  });
  const connections = new Map<WebSocket, Connection>();
  const sessions = createSessions({ broadcast: () => {}, ...options });
  provideOnlineDevices(sessions.book.online);
  const nowMs = () => options.now().getTime();
  const timers = [
    every(BEAT_MS, () => {
      for (const connection of connections.values()) connection.beat();
    }),
    every(RIGHTS_MS, sessions.checkRights),
    every(REPEAT_MS, sessions.repeat),
  ];

  function open(socket: WebSocket, address: Pick<Opened, "identifier" | "deviceId">): void {
    const client = openTransport(socket);
    const end = (code: number, reason: string) => connection.disconnect(code, reason);
    const connection: Connection = createConnection(client, {
      nowMs,
      codecOf: (first) => (isBinary(first) ? createBinaryCodec() : jsonRpcCodec),
      connect: (params, receiver) => sessions.connect(params, { ...address, client, receiver, end }),
    });
    connections.set(socket, connection);
    metrics.liveConnections.inc({ kind: "wukongim" });
    socket.on("message", (data) => connection.onFrame(bytesOf(data)));
    socket.on("error", () => socket.terminate());
    socket.once("close", () => {
      connections.delete(socket);
      metrics.liveConnections.dec({ kind: "wukongim" });
      connection.onClosed();
    });
  }

  return {
    matches: (url) => SOCKET_PATHS.has(url.replace(/\?.*$/s, "")),
    upgrade(req, socket, head) {
      const query = new URLSearchParams(req.url?.split("?")[1]);
      const address = { identifier: query.get("inbox") ?? "", deviceId: deviceIdOf(query.get("device")) };
      server.handleUpgrade(req, socket, head, (opened) => open(opened, address));
    },
    receive: sessions.receive,
    onlineDevices: sessions.book.online,
    size: () => connections.size,
    async close() {
      timers.forEach(clearInterval);
      const saved = sessions.flush();
      for (const connection of [...connections.values()])
        connection.disconnect(SOCKET_REASONS.system, "The server ends. Connect again.");
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
