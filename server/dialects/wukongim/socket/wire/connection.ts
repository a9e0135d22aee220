import {
  type ConnectionPhase,
  type ConnectionSignal,
  nextPhase,
} from "@/server/dialects/wukongim/domain/connection";
import { createTokenBucket, type TokenBucket } from "@/server/lib/async/token-bucket";
import { type Answers, createAnswers, errorOf } from "./answers";
import type { Codec, Data, Notice, Reply, Request, Unreadable } from "./codec";
import {
  type ConnectParams,
  type ConnectResult,
  type RecvackParams,
  RPC,
  type RpcError,
  type SendParams,
  type SendResult,
  SOCKET_REASONS,
  type SubscribeParams,
} from "./requests";

/** A client must connect within this time, and send something within that. Clients ping every 25 s, or every 60 s. */
const CONNECT_MS = 2_000;
const IDLE_MS = 75_000;
/** Frames of a client; its useful acknowledgements are not counted. */
const FRAMES = { perSecond: 50, burst: 200 };

/** The other side, as bytes and texts. */
export type Client = {
  /** False: it is too slow, or gone. */
  send(data: Data): boolean;
  /** Reads nothing from it until `resume`. */
  pause(): void;
  resume(): void;
  /** Ends it when everything was sent. */
  close(): void;
  /** Ends it now. */
  terminate(): void;
};

/** Takes notices for a device. */
export type Receiver = {
  /** The bytes that were sent; 0: nothing. */
  deliver(notice: Notice): number;
};

/** A device that has connected. */
export type Session = {
  send(params: SendParams): Promise<SendResult>;
  /** Whether its user receives the messages of a channel. */
  subscribe(params: SubscribeParams): Promise<{ reasonCode: number }>;
  /** False: it acknowledges nothing that waits. */
  acknowledge(params: RecvackParams): boolean;
  /** Called several times a second. */
  beat(): void;
  close(): void;
};

/** A result for the client, and what begins behind it. */
export type Accepted = { session: Session; result: ConnectResult; begin(): void };

export type ConnectionParts = {
  nowMs: () => number;
  /** How a client's frames are read, by its first one. */
  codecOf(first: Buffer): Codec;
  /** Refuses with an error for the client. */
  connect(params: ConnectParams, receiver: Receiver): Promise<Accepted | RpcError>;
};

/** One connection. */
export type Connection = {
  onFrame(data: Buffer): void;
  beat(): void;
  /** Tells the client why, and ends it. */
  disconnect(reasonCode: number, reason: string): void;
  /** The other side has gone. */
  onClosed(): void;
};

/** Serves a client until it or the server ends the connection. */
export function createConnection(client: Client, parts: ConnectionParts): Connection {
  const { nowMs } = parts;
  let phase: ConnectionPhase = "connecting";
  let session: Session | null = null;
  let codec: Codec | null = null;
  let answers: Answers | null = null;
  /** While connecting, when it was opened. */
  let heardAtMs = nowMs();
  const rate: TokenBucket = createTokenBucket(FRAMES, { keysMax: 1, now: nowMs });

  /** False: the signal is not allowed in this phase. */
  function move(signal: ConnectionSignal): boolean {
    const next = nextPhase(phase, signal);
    phase = next ?? phase;
    if (next === "closing") session?.close();
    return next !== null;
  }

  function write(data: Data | null): boolean {
    return data !== null && client.send(data);
  }

  function disconnect(reasonCode: number, reason: string): void {
    if (!move("end")) return;
    write(codec?.disconnect(reasonCode, reason) ?? null);
    client.close();
  }

  function fail<R>(reply: Reply<R>, error: RpcError): void {
    const data = reply.error(error);
    if (data === null) end();
    else write(data);
  }

  /** A client that was not answered connects again. */
  function end(): void {
    if (move("end")) client.close();
  }

  const receiver: Receiver = {
    deliver(notice) {
      const data = codec?.notice(notice) ?? null;
      return write(data) ? (data?.length ?? 0) : 0;
    },
  };

  async function open(params: ConnectParams, reply: Reply<ConnectResult>): Promise<void> {
    const accepted = await parts.connect(params, receiver).catch(errorOf);
    if (!("session" in accepted)) {
      if (!move("refused")) return;
      write(reply.error(accepted));
      return client.close();
    }
    if (!move("accepted")) return accepted.session.close();
    session = accepted.session;
    heardAtMs = nowMs();
    write(reply.result(accepted.result));
    accepted.begin();
  }

  function obey(request: Request): void {
    if (request.method === "connect") {
      if (move("connect")) void open(request.params, request.reply);
      else fail(request.reply, { code: RPC.request, message: "The connection is connected already." });
    } else if (!move("request")) {
      fail(request.reply, { code: RPC.request, message: "The connection is not connected yet." });
    } else if (request.method === "send") {
      answers?.inTurn(request.reply, () => session?.send(request.params));
    } else if (request.method === "subscribe") {
      answers?.inTurn(request.reply, () => session?.subscribe(request.params));
    } else {
      write(request.reply.result({}));
      if (request.method === "disconnect" && move("end")) client.close();
    }
  }

  function take(request: Request | Unreadable): void {
    if (!isFree(request, session, codec) && !rate.take("").isAllowed)
      disconnect(SOCKET_REASONS.rateLimit, "The client sends too many frames.");
    else if ("method" in request) obey(request);
    else {
      write(request.answer);
      if (request.isFatal) end();
    }
  }

  return {
    onFrame(data) {
      if (phase !== "connecting") heardAtMs = nowMs();
      codec ??= parts.codecOf(data);
      answers ??= createAnswers({ client, codec, rate, write, end, isOver: () => phase === "closing" });
      for (const request of phase === "closing" ? [] : codec.read(data))
        if (!hasEnded()) take(request);
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

  function hasEnded(): boolean {
    return phase === "closing";
  }
}

/** Whether it is not counted: it acknowledges something that waits, or is a message that waits for its turn. */
function isFree(request: Request | Unreadable, session: Session | null, codec: Codec | null): boolean {
  if (!("method" in request)) return false;
  if (request.method === "recvack") return session?.acknowledge(request.params) ?? false;
  return request.method === "send" && codec?.repeatsUnanswered === true;
}
