import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import { type WebSocket, WebSocketServer } from "ws";
import type { Services } from "@/server/commands/_run/services";
import { type AccountDevices, createAccountDevices, type SocketServices } from "./account-devices";
import { admitDevice } from "./admit";
import { type Accepted, type Connection, createConnection, RpcRefusal } from "./connection";
import { type Device, replaces } from "./device";
import { createDeviceBook, type OnlineDevice, REPEAT_MS } from "./device-book";
import { type ConnectParams, FRAME_BYTES_MAX, SOCKET_REASONS } from "./frames";
import { createReplacements } from "./replacements";
import { createSession, type LiveSession } from "./session";
import { openTransport, type Transport } from "./transport";
import { writeFrom } from "./write";

/** The connections of one process, of one account in it, and of one user in all. */
const CONNECTIONS_MAX = 5_000;
const ACCOUNT_MAX = 4_000;
const USER_MAX = 10;
/** Time limits are looked at so often, in ms. */
const BEAT_MS = 500;
/** The rights of sessions to which nothing is told are read so often, in beats. */
const RIGHTS_BEATS = 10;

/** What the protocol's handshake would answer; there is no encryption over TLS. */
const PROTOCOL = { serverKey: "", salt: "", serverVersion: 5, nodeId: 1 };

export type WukongimSocketOptions = {
  database: Services["database"];
  now: () => Date;
  /** Returns the process's services; not called before the first connection. */
  services: () => Services;
  /** Where the addresses in messages begin, without a final slash. */
  baseUrl: string;
  /** Sends a message to every other process, which passes it to its `receive`. */
  broadcast?: (message: string) => void;
};

/** WuKongIM's JSON-RPC over WebSocket, at `/wukongim/ws?inbox=…`. */
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

export function createWukongimSocket({
  database,
  now,
  services,
  baseUrl,
  broadcast = () => {},
}: WukongimSocketOptions): WukongimSocket {
  const server = new WebSocketServer({
    noServer: true,
    maxPayload: FRAME_BYTES_MAX,
    perMessageDeflate: false,
  });
  const nowMs = () => now().getTime();
  const shared = (): SocketServices => ({ database, now, run: services().run });
  const connections = new Map<WebSocket, Connection>();
  const accounts = new Map<number, AccountDevices>();
  const book = createDeviceBook({ nowMs, broadcast });
  const accountOf = (accountId: number): AccountDevices => {
    const account = accounts.get(accountId) ?? createAccountDevices(shared(), { accountId, baseUrl });
    accounts.set(accountId, account);
    return account;
  };
  const replacements = createReplacements({
    broadcast,
    sessionsOf: (accountId) => accounts.get(accountId)?.feed.sessions() ?? [],
  });

  function leave(session: LiveSession): void {
    const { accountId } = session.device;
    const { feed, positions } = accountOf(accountId);
    feed.leave(session);
    book.remove(session.device);
    void positions.flush();
    if (feed.size() === 0) accounts.delete(accountId);
  }

  async function connect(
    params: ConnectParams,
    { identifier, transport, connection }: Opened,
  ): Promise<Accepted> {
    const device = await admitDevice(shared(), { identifier, params });
    refuseTooMany(device);
    const { feed, positions, queues } = accountOf(device.accountId);
    const session: LiveSession = createSession({
      device,
      client: transport,
      nowMs,
      queues,
      positions,
      write: (message) => writeFrom(services(), device, message),
      end: (code, reason) => connection().disconnect(code, reason),
      onClosed: () => leave(session),
    });
    await feed.join(session).catch((error: unknown) => {
      feed.leave(session);
      throw error;
    });
    replacements.replaceBy(device);
    book.add(device);
    const { clientTimestamp } = params;
    const timeDiff = clientTimestamp ? nowMs() - clientTimestamp : 0;
    const result = { ...PROTOCOL, timeDiff, reasonCode: SOCKET_REASONS.success };
    return { session, result, begin: session.begin };
  }

  /** A device that is connected already may always connect again: its other connection ends. */
  function refuseTooMany(device: Device): void {
    const account = accounts.get(device.accountId);
    if (!account) return;
    const isFull = account.feed.size() >= ACCOUNT_MAX || book.count(device) >= USER_MAX;
    const others = [...account.feed.sessions()];
    if (isFull && !others.some((other) => replaces(device, other.device)))
      throw new RpcRefusal({ code: SOCKET_REASONS.rateLimit, message: "There are too many connections." });
  }

  let beats = 0;
  const beat = setInterval(() => {
    beats += 1;
    for (const connection of connections.values()) connection.beat();
    if (beats % RIGHTS_BEATS === 0) for (const { feed } of accounts.values()) void feed.checkRights();
    if (beats % (REPEAT_MS / BEAT_MS) === 0) book.repeat();
  }, BEAT_MS).unref();

  function open(socket: WebSocket, identifier: string): void {
    const transport = openTransport(socket);
    const opened: Opened = { identifier, transport, connection: () => connection };
    const connection = createConnection(transport, { nowMs, connect: (params) => connect(params, opened) });
    connections.set(socket, connection);
    socket.on("message", (bytes) => connection.onFrame(String(bytes)));
    socket.on("error", () => socket.terminate());
    socket.once("close", () => {
      connections.delete(socket);
      connection.onClosed();
    });
  }

  return {
    matches: (url) => /^\/wukongim\/ws\/?(\?|$)/.test(url),
    upgrade(req, socket, head) {
      if (connections.size >= CONNECTIONS_MAX) {
        socket.end("HTTP/1.1 503 Service Unavailable\r\nConnection: close\r\nContent-Length: 0\r\n\r\n");
        return;
      }
      const identifier = new URL(req.url ?? "", "http://localhost").searchParams.get("inbox") ?? "";
      server.handleUpgrade(req, socket, head, (opened) => open(opened, identifier));
    },
    receive: (message) => book.receive(message) || replacements.receive(message),
    onlineDevices: book.online,
    size: () => connections.size,
    async close() {
      clearInterval(beat);
      const open = [...accounts.values()];
      for (const connection of [...connections.values()])
        connection.disconnect(SOCKET_REASONS.system, "The server ends. Connect again.");
      await Promise.all(open.map(({ positions }) => positions.flush()));
    },
  };
}

type Opened = { identifier: string; transport: Transport; connection: () => Connection };
