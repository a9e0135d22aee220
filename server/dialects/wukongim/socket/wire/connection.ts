import {
  type ConnectionPhase,
  type ConnectionSignal,
  nextPhase,
} from "@/server/dialects/wukongim/domain/connection";
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
  /** While connecting, when it was opened. */
  let heardAtMs = nowMs();
  const rate: TokenBucket = createTokenBucket(FRAMES, { keysMax: 1, now: nowMs });
  const answers = createAnswers(client);

  /** False: the signal is not allowed in this phase. */
  function move(signal: ConnectionSignal): boolean {
    const next = nextPhase(phase, signal);
    phase = next ?? phase;
    if (next === "closing") session?.close();
    return next !== null;
  }

  function disconnect(reasonCode: number, reason: string): void {
    if (!move("end")) return;
    client.send(notification("disconnect", { reasonCode, reason }));
    client.close();
  }

  async function open(id: RequestId | null, params: ConnectParams): Promise<void> {
    const accepted = await connect(params).catch(errorOf);
    if (!("session" in accepted)) {
      if (!move("refused")) return;
      answers.fail(id, accepted);
      return client.close();
    }
    if (!move("accepted")) return accepted.session.close();
    session = accepted.session;
    heardAtMs = nowMs();
    answers.result(id, accepted.result);
    accepted.begin();
  }

  function obey(request: ClientFrame): void {
    const { id, method } = request;
    if (method === "connect") {
      if (move("connect")) void open(id, request.params);
      else answers.fail(id, { code: RPC.request, message: "The connection is connected already." });
    } else if (!move("request")) {
      answers.fail(id, { code: RPC.request, message: "The connection is not connected yet." });
    } else if (method === "send") {
      answers.inTurn(id, () => session?.send(request.params));
    } else {
      answers.result(id, {});
      if (method === "disconnect" && move("end")) client.close();
    }
  }

  return {
    onFrame(text) {
      if (phase === "closing") return;
      if (phase !== "connecting") heardAtMs = nowMs();
      const request = readFrame(text);
      if (!isUseful(session, request) && !rate.take("").isAllowed)
        disconnect(SOCKET_REASONS.rateLimit, "The client sends too many frames.");
      else if ("error" in request) answers.fail(request.id, request.error);
      else obey(request);
    },
    beat() {
      const silentMs = nowMs() - heardAtMs;
      const isOver = (silentMs >= CONNECT_MS && move("late")) || (silentMs >= IDLE_MS && move("idle"));
      if (isOver) client.terminate();
      else session?.beat();
    },
    disconnect,
    onClosed: () => void move("end"),
  };
}

/** Whether it acknowledges something that waits. */
const isUseful = (session: Session | null, request: ClientFrame | BadFrame): boolean =>
  "method" in request && request.method === "recvack" && (session?.acknowledge(request.params) ?? false);

/** Answers a client's requests. Those `inTurn` are done one after the other, in the order of the client. */
function createAnswers(client: Client) {
  let turn: Promise<void> = Promise.resolve();
  let waiting = 0;
  const fail = (id: RequestId | null, error: RpcError): void => {
    client.send(errorFrame({ id, error }));
  };
  const result = (id: RequestId | null, value: object): void => {
    if (id !== null) client.send(resultFrame(id, value));
  };
  /** `work`: undefined when the session has ended. */
  async function answer(id: RequestId | null, work: () => Promise<object> | undefined): Promise<void> {
    try {
      const value = await work();
      if (value) result(id, value);
    } catch (error) {
      fail(id, errorOf(error));
    }
    waiting -= 1;
  }
  return {
    fail,
    result,
    inTurn(id: RequestId | null, work: () => Promise<object> | undefined): void {
      const isFull = waiting >= SENDING_MAX;
      if (isFull) fail(id, { code: SOCKET_REASONS.rateLimit, message: "Too many messages at one time." });
      waiting += isFull ? 0 : 1;
      if (!isFull) turn = turn.then(() => answer(id, work));
    },
  };
}

function errorOf(error: unknown): RpcError {
  if (error instanceof RpcRefusal) return error.error;
  log.warn({ reason: reasonOf(error) }, "wukongim socket: a request failed");
  return { code: RPC.internal, message: "The server could not do it. Try again." };
}
