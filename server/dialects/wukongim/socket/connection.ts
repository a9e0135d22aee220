import { type ConnectionPhase, type ConnectionSignal, nextPhase } from "@/server/domain/wukongim/connection";
import { createTokenBucket, type TokenBucket } from "@/server/lib/async/token-bucket";
import { log } from "@/server/lib/process/log";
import { reasonOf } from "@/server/lib/process/start-failure";
import {
  type BadFrame,
  type ClientFrame,
  type ConnectParams,
  errorFrame,
  notification,
  type RecvackParams,
  type RequestId,
  RPC,
  type RpcError,
  readFrame,
  resultFrame,
  type SendParams,
  SOCKET_REASONS,
} from "./frames";

/** A client must connect within this time, and send something within that. Clients ping every 25 s. */
const CONNECT_MS = 2_000;
const IDLE_MS = 75_000;
/** Frames of a client; its useful acknowledgements are not counted. */
const FRAMES = { perSecond: 50, burst: 200 };
/** Messages of one client that are being sent. */
const SENDING_MAX = 100;

/** The other side, as a WebSocket. */
export type Client = {
  /** False: it is too slow, or gone. */
  send(frame: string): boolean;
  /** Ends it when everything was sent. */
  close(): void;
  /** Ends it now. */
  terminate(): void;
};

/** A device that has connected. */
export type Session = {
  /** The result of `send`. */
  send(params: SendParams): Promise<object>;
  /** False: it acknowledges nothing that waits. */
  acknowledge(params: RecvackParams): boolean;
  /** Called several times a second. */
  beat(): void;
  close(): void;
};

/** A result for the client, and what begins behind it. */
export type Accepted = { session: Session; result: object; begin(): void };

export type ConnectionParts = {
  nowMs: () => number;
  /** Refuses with an error for the client. */
  connect(params: ConnectParams): Promise<Accepted | RpcError>;
};

/** One connection. */
export type Connection = {
  onFrame(text: string): void;
  beat(): void;
  /** Tells the client why, and ends it. */
  disconnect(reasonCode: number, reason: string): void;
  /** The other side has gone. */
  onClosed(): void;
};

/** An error that the client is told. */
export class RpcRefusal extends Error {
  readonly error: RpcError;

  constructor(error: RpcError) {
    super(error.message);
    this.name = "RpcRefusal";
    this.error = error;
  }
}

/** Serves a client until it or the server ends the connection. */
export function createConnection(client: Client, { nowMs, connect }: ConnectionParts): Connection {
  let phase: ConnectionPhase = "connecting";
  let session: Session | null = null;
  let sending: Promise<void> = Promise.resolve();
  let sendingCount = 0;
  let heardAtMs = nowMs();
  const openedAtMs = heardAtMs;
  const rate: TokenBucket = createTokenBucket(FRAMES, { keysMax: 1, now: nowMs });

  /** False: the signal is not allowed in this phase. */
  function move(signal: ConnectionSignal): boolean {
    const next = nextPhase(phase, signal);
    if (next === null) return false;
    phase = next;
    if (phase === "closing") {
      session?.close();
      session = null;
    }
    return true;
  }

  const fail = (bad: BadFrame): void => void client.send(errorFrame(bad));
  const answer = (id: RequestId | null, result: object): void => {
    if (id !== null) client.send(resultFrame(id, result));
  };

  function disconnect(reasonCode: number, reason: string): void {
    if (!move("end")) return;
    client.send(notification("disconnect", { reasonCode, reason }));
    client.close();
  }

  async function open(id: RequestId | null, params: ConnectParams): Promise<void> {
    const accepted = await connect(params);
    if (!("session" in accepted)) {
      if (!move("refused")) return;
      fail({ id, error: accepted });
      return client.close();
    }
    if (!move("accepted")) return accepted.session.close();
    session = accepted.session;
    answer(id, accepted.result);
    accepted.begin();
  }

  /** Messages of one client are stored in the order in which it sent them. */
  function send(id: RequestId | null, params: SendParams): void {
    if (sendingCount >= SENDING_MAX)
      return fail({
        id,
        error: { code: SOCKET_REASONS.rateLimit, message: "Too many messages at one time." },
      });
    sendingCount += 1;
    sending = sending.then(async () => {
      try {
        if (session) answer(id, await session.send(params));
      } catch (error) {
        fail({ id, error: errorOf(error) });
      } finally {
        sendingCount -= 1;
      }
    });
  }

  function obey(request: ClientFrame): void {
    const { id, method } = request;
    if (method === "connect") {
      if (!move("connect"))
        return fail({ id, error: { code: RPC.request, message: "The connection is connected already." } });
      open(id, request.params).catch((error: unknown) => {
        fail({ id, error: errorOf(error) });
        if (move("end")) client.close();
      });
      return;
    }
    if (!move("request") || !session)
      return fail({ id, error: { code: RPC.request, message: "The connection is not connected yet." } });
    if (method === "ping") return answer(id, {});
    if (method === "send") return send(id, request.params);
    if (method === "recvack") return answer(id, {});
    answer(id, {});
    if (move("end")) client.close();
  }

  return {
    onFrame(text) {
      if (phase === "closing") return;
      heardAtMs = nowMs();
      const request = readFrame(text);
      const isUseful =
        "method" in request && request.method === "recvack" && session?.acknowledge(request.params);
      if (!isUseful && !rate.take("").isAllowed)
        return disconnect(SOCKET_REASONS.rateLimit, "The client sends too many frames.");
      if ("error" in request) fail(request);
      else obey(request);
    },
    beat() {
      if (phase === "connecting" && nowMs() - openedAtMs >= CONNECT_MS && move("late")) client.terminate();
      else if (nowMs() - heardAtMs >= IDLE_MS && move("idle")) client.terminate();
      else session?.beat();
    },
    disconnect,
    onClosed: () => void move("end"),
  };
}

function errorOf(error: unknown): RpcError {
  if (error instanceof RpcRefusal) return error.error;
  log.warn({ reason: reasonOf(error) }, "wukongim socket: a request failed");
  return { code: RPC.internal, message: "The server could not do it. Try again." };
}
