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
/** Frames of a client; its acknowledgements of what it received are not counted. */
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
  /** A clock that is never set. */
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

/** What is known of one connection. */
type Link = {
  client: Client;
  parts: ConnectionParts;
  rate: TokenBucket;
  phase: ConnectionPhase;
  session: Session | null;
  /** Null before the first frame. */
  codec: Codec | null;
  answers: Answers;
  /** While connecting, when it was opened. */
  heardAtMs: number;
  /** Clients acknowledge all that they receive, repetitions and what is not kept too: so many acknowledgements are to come. */
  unacknowledged: number;
};

/** Serves a client until it or the server ends the connection. */
export function createConnection(client: Client, parts: ConnectionParts): Connection {
  const { nowMs, codecOf } = parts;
  const rate = createTokenBucket(FRAMES, { keysMax: 1, now: nowMs });
  const answers = createAnswers({
    client,
    rate,
    waits: () => link.codec?.repeatsUnanswered === true,
    end: () => end(link),
    isOver: () => link.phase === "closing",
  });
  const link: Link = {
    ...{ client, parts, rate, answers },
    phase: "connecting",
    session: null,
    codec: null,
    heardAtMs: nowMs(),
    unacknowledged: 0,
  };

  return {
    onFrame(data) {
      if (link.phase === "closing") return;
      if (link.phase !== "connecting") link.heardAtMs = nowMs();
      link.codec ??= codecOf(data);
      for (const request of link.codec.read(data)) take(link, request);
    },
    beat() {
      const silentMs = nowMs() - link.heardAtMs;
      const isOver =
        (silentMs >= CONNECT_MS && move(link, "late")) || (silentMs >= IDLE_MS && move(link, "idle"));
      if (isOver) client.terminate();
      else link.session?.beat();
    },
    disconnect: (reasonCode, reason) => disconnect(link, reasonCode, reason),
    onClosed: () => void move(link, "end"),
  };
}

/** False: the signal is not allowed in this phase. */
function move(link: Link, signal: ConnectionSignal): boolean {
  const next = nextPhase(link.phase, signal);
  link.phase = next ?? link.phase;
  if (next === "closing") link.session?.close();
  return next !== null;
}

function end(link: Link): void {
  if (move(link, "end")) link.client.close();
}

function disconnect(link: Link, reasonCode: number, reason: string): void {
  if (link.phase !== "closing") link.answers.write(link.codec?.disconnect(reasonCode, reason) ?? null);
  end(link);
}

function take(link: Link, request: Request | Unreadable): void {
  if (link.phase === "closing") return;
  if (!isFree(link, request) && !link.rate.take("").isAllowed)
    disconnect(link, SOCKET_REASONS.rateLimit, "The client sends too many frames.");
  else if ("method" in request) obey(link, request);
  else {
    link.answers.write(request.answer);
    if (request.isFatal) end(link);
  }
}

function obey(link: Link, request: Request): void {
  const { answers, session } = link;
  if (request.method === "connect") {
    if (move(link, "connect")) void open(link, request.params, request.reply);
    else answers.fail(request.reply, { code: RPC.request, message: "The connection is connected already." });
  } else if (!move(link, "request")) {
    answers.fail(request.reply, { code: RPC.request, message: "The connection is not connected yet." });
  } else if (request.method === "send") {
    answers.inTurn(request.reply, () => session?.send(request.params));
  } else if (request.method === "subscribe") {
    answers.inTurn(request.reply, () => session?.subscribe(request.params));
  } else {
    answers.write(request.reply.result({}));
    if (request.method === "disconnect") end(link);
  }
}

async function open(link: Link, params: ConnectParams, reply: Reply<ConnectResult>): Promise<void> {
  const { client, parts, answers } = link;
  const accepted = await parts.connect(params, receiverOf(link)).catch(errorOf);
  if (!("session" in accepted)) {
    if (!move(link, "refused")) return;
    answers.write(reply.error(accepted));
    return client.close();
  }
  if (!move(link, "accepted")) return accepted.session.close();
  link.session = accepted.session;
  link.heardAtMs = parts.nowMs();
  answers.write(reply.result(accepted.result));
  accepted.begin();
}

const receiverOf = (link: Link): Receiver => ({
  deliver(notice) {
    const { client, codec } = link;
    const data = codec?.notice(notice) ?? null;
    if (data === null || !client.send(data)) return 0;
    if (notice.kind === "message") link.unacknowledged += 1;
    return data.length;
  },
});

/** Whether it is not counted: it acknowledges something that it received, or is a message that waits for its turn. */
function isFree(link: Link, request: Request | Unreadable): boolean {
  if (!("method" in request)) return false;
  if (request.method !== "recvack")
    return request.method === "send" && link.codec?.repeatsUnanswered === true;
  const isUseful = link.session?.acknowledge(request.params) ?? false;
  const isAwaited = link.unacknowledged > 0;
  if (isAwaited) link.unacknowledged -= 1;
  return isUseful || isAwaited;
}
