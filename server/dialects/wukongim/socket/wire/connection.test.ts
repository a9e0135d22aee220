import { beforeEach, describe, expect, test } from "vitest";
import type { Received } from "./codec";
import { type Accepted, type Connection, createConnection, type Receiver } from "./connection";
import { jsonRpcCodec } from "./frames";
import { type RpcError, RpcRefusal, type SendParams, type SendResult } from "./requests";

let nowMs = 0;
let frames: { id?: string; method?: string; result?: object; error?: RpcError; params?: object }[];
let ended: string[];
let connection: Connection;
let connecting: (result: Accepted | RpcError) => void;
let receiver: Receiver;
let sent: { params: SendParams; answer: (result: SendResult) => void; refuse: (error: Error) => void }[];
let useful: Set<string>;

beforeEach(() => {
  nowMs = 1_000_000;
  frames = [];
  ended = [];
  sent = [];
  useful = new Set();
  connection = createConnection(
    {
      send: (frame) => {
        frames.push(JSON.parse(String(frame)));
        return true;
      },
      pause: () => ended.push("paused"),
      resume: () => {},
      close: () => ended.push("closed"),
      terminate: () => ended.push("cut"),
    },
    {
      nowMs: () => nowMs,
      codecOf: () => jsonRpcCodec,
      connect: (_, receiving) => {
        receiver = receiving;
        return new Promise((resolve) => (connecting = resolve));
      },
    },
  );
});

const request = (method: string, params?: object, id = method) =>
  connection.onFrame(Buffer.from(JSON.stringify({ id, method, params })));
const settled = () => new Promise((resolve) => setImmediate(resolve));
const RESULT = { serverKey: "", salt: "", timeDiff: 0, reasonCode: 1, serverVersion: 5, nodeId: 1 };
const accepted = (): Accepted => ({
  result: RESULT,
  begin: () => ended.push("begun"),
  session: {
    send: (params) => new Promise((answer, refuse) => sent.push({ params, answer, refuse })),
    subscribe: async () => ({ reasonCode: 1 }),
    acknowledge: ({ messageId }) => useful.delete(messageId),
    beat: () => {},
    close: () => ended.push("left"),
  },
});
async function connect() {
  request("connect", { uid: "u", token: "t" });
  connecting(accepted());
  await settled();
  frames = [];
}
const message = { channelId: "g", channelType: 2, payload: { type: 1 } };
const passing: Received = {
  ...{ channelId: "g", channelType: 2, fromUid: "v", clientMsgNo: "c", messageId: "passing", messageSeq: 0 },
  ...{ setting: 0, timestamp: 0, expire: 0, payload: Buffer.from("{}") },
  header: { noPersist: true, redDot: false, syncOnce: true, dup: false },
};

describe("a connection", () => {
  test("is connected by its first frame, once", async () => {
    request("ping");
    request("connect", { uid: "u", token: "t" });
    request("connect", { uid: "u", token: "t" }, "second");
    connecting(accepted());
    await settled();
    expect(frames).toEqual([
      {
        jsonrpc: "2.0",
        id: "ping",
        error: { code: -32600, message: expect.stringContaining("not connected") },
      },
      { jsonrpc: "2.0", id: "second", error: { code: -32600, message: expect.stringContaining("already") } },
      { jsonrpc: "2.0", id: "connect", result: RESULT },
    ]);
    expect(ended).toEqual(["begun"]);
  });

  test("is refused by an error and then closed", async () => {
    request("connect", { uid: "u", token: "x" });
    connecting({ code: 2, message: "The token is not valid." });
    await settled();
    expect(frames).toMatchObject([{ id: "connect", error: { code: 2 } }]);
    expect(ended).toEqual(["closed"]);
  });

  test("is cut when it does not connect within two seconds", () => {
    nowMs += 1_999;
    connection.beat();
    expect(ended).toEqual([]);
    nowMs += 1;
    connection.beat();
    expect(ended).toEqual(["cut"]);
  });

  test("is cut when nothing is heard, and kept by pings", async () => {
    await connect();
    for (let waited = 0; waited < 10; waited++) {
      nowMs += 25_000;
      request("ping");
      connection.beat();
    }
    expect(ended).toEqual(["begun"]);
    nowMs += 75_000;
    connection.beat();
    expect(ended).toEqual(["begun", "left", "cut"]);
  });

  test("whose client goes away while its token is looked up leaves no session", async () => {
    request("connect", { uid: "u", token: "t" });
    connection.onClosed();
    connecting(accepted());
    await settled();
    expect(ended).toEqual(["left"]);
    expect(frames).toEqual([]);
  });

  test("ends when the client says so", async () => {
    await connect();
    request("disconnect", {});
    request("ping");
    expect(frames).toMatchObject([{ id: "disconnect", result: {} }]);
    expect(ended).toEqual(["begun", "left", "closed"]);
  });
});

describe("sending", () => {
  test("keeps the order of the client, and tells each its own result", async () => {
    await connect();
    request("send", message, "1");
    request("send", message, "2");
    await settled();
    expect(sent).toHaveLength(1);
    sent[0]?.refuse(new RpcRefusal({ code: 3, message: "Not a member." }));
    await settled();
    sent[1]?.answer({ messageId: "7", messageSeq: 1, reasonCode: 1 });
    await settled();
    expect(frames).toMatchObject([
      { id: "1", error: { code: 3 } },
      { id: "2", result: { reasonCode: 1 } },
    ]);
  });

  test("an unexpected failure is told without its cause", async () => {
    await connect();
    request("send", message, "1");
    await settled();
    sent[0]?.refuse(new Error("password of the database"));
    await settled();
    expect(frames).toMatchObject([{ id: "1", error: { code: -32603 } }]);
    expect(JSON.stringify(frames)).not.toContain("password");
  });

  test("more than a hundred at one time is refused", async () => {
    await connect();
    for (let i = 0; i < 101; i++) request("send", message, `${i}`);
    expect(frames).toMatchObject([{ id: "100", error: { code: 22 } }]);
  });
});

describe("a flood", () => {
  test("of frames ends the connection with a reason", async () => {
    await connect();
    for (let i = 0; i < 250; i++) request("ping");
    expect(frames.at(-1)).toMatchObject({ method: "disconnect", params: { reasonCode: 22 } });
    expect(frames.length).toBeLessThan(250);
    expect(ended).toEqual(["begun", "left", "closed"]);
  });

  test("of useful acknowledgements does not", async () => {
    await connect();
    for (let i = 0; i < 1_000; i++) {
      useful.add(`${i}`);
      request("recvack", { messageId: `${i}`, messageSeq: i });
    }
    expect(ended).toEqual(["begun"]);
    for (let i = 0; i < 300; i++) request("recvack", { messageId: "unknown" });
    expect(ended).toEqual(["begun", "left", "closed"]);
  });

  test("of acknowledgements of what was told does not, also where nothing waits for them", async () => {
    await connect();
    for (let i = 0; i < 300; i++) receiver.deliver({ kind: "message", message: passing });
    for (let i = 0; i < 300; i++) request("recvack", { messageId: "passing" });
    expect(ended).toEqual(["begun"]);
    for (let i = 0; i < 300; i++) request("recvack", { messageId: "passing" });
    expect(ended).toEqual(["begun", "left", "closed"]);
  });
});
