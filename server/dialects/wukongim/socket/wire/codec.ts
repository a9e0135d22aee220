import type {
  ConnectParams,
  ConnectResult,
  RecvackParams,
  RpcError,
  SendParams,
  SendResult,
  SubscribeParams,
} from "./requests";

/** What travels in one frame: a text of JSON-RPC, or a packet. */
export type Data = string | Buffer;

/** Writes the answer to a request; null: the protocol has none. */
export type Reply<Result> = {
  result(value: Result): Data | null;
  error(error: RpcError): Data | null;
};

/** A request of a client. */
export type Request =
  | { method: "connect"; params: ConnectParams; reply: Reply<ConnectResult> }
  | { method: "send"; params: SendParams; reply: Reply<SendResult> }
  | { method: "recvack"; params: RecvackParams; reply: Reply<object> }
  | { method: "subscribe"; params: SubscribeParams; reply: Reply<{ reasonCode: number }> }
  | { method: "ping" | "disconnect"; reply: Reply<object> };

/** What could not be read. `isFatal`: what follows cannot be read either. */
export type Unreadable = { answer: Data | null; isFatal: boolean };

/** A message on its way to one device. */
export type Received = {
  header: { noPersist: boolean; redDot: boolean; syncOnce: boolean; dup: boolean };
  /** As WuKongIM packs it. */
  setting: number;
  messageId: string;
  messageSeq: number;
  clientMsgNo: string;
  /** In seconds. */
  timestamp: number;
  channelId: string;
  channelType: number;
  fromUid: string;
  topic?: string | undefined;
  expire: number;
  payload: Buffer;
};

/** What the server sends of its own accord: a message, or that one has changed to what it is now. */
export type Notice = { kind: "message" | "changed"; message: Received };

/** How the frames of one connection are read and written. */
export type Codec = {
  /**
   * The client sends again what was not answered when it connects again, and drops what was refused: its messages wait
   * instead of being refused for their number, and a request that the server cannot do now ends the connection.
   */
  readonly repeatsUnanswered: boolean;
  read(data: Buffer): (Request | Unreadable)[];
  /** Null: the protocol has no such notice. */
  notice(notice: Notice): Data | null;
  /** Null: nothing is sent, as the client would not connect again. */
  disconnect(reasonCode: number, reason: string): Data | null;
};
