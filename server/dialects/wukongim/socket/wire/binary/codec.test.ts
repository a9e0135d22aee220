import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Codec, Received, Request } from "@/server/dialects/wukongim/socket/wire/codec";
import {
  createClientKeys,
  encodeConnect,
  encodeSend,
  encodeSub,
  PING,
  readConnack,
  readDisconnect,
  readRecv,
  readSendack,
  readSuback,
} from "@/test/support/clients/wukongim-packets";
import { byte, bytes, name, onlyPacket, uint32, version } from "@/test/support/scenes/packets";
import { createBinaryCodec, isBinary } from "./binary-codec";
import { type SendPacket, signedSend } from "./client-packets";
import type { Keys } from "./keys";
import { PACKET, type Packet } from "./packet";

const packetOf = (data: string | Buffer | null): Packet => {
  if (!Buffer.isBuffer(data)) throw new Error("no packet");
  return onlyPacket(data);
};

/** A codec whose client has connected. */
function connected(of: number): { codec: Codec; keys: Keys } {
  const codec = createBinaryCodec();
  const client = createClientKeys();
  const packet = { version: of, deviceFlag: 1, deviceId: "d", uid: "ann", token: "t", clientTimestamp: 5 };
  const [request] = codec.read(encodeConnect({ ...packet, clientKey: client.clientKey })) as Request[];
  if (request?.method !== "connect") throw new Error("no request");
  const result = { serverKey: "", salt: "", timeDiff: -7, reasonCode: 1, serverVersion: 5, nodeId: 3 };
  const answer = packetOf(request.reply.result(result));
  const connack = readConnack(answer, of);
  expect(connack).toMatchObject({
    ...{ timeDiff: -7, reasonCode: 1, serverVersion: of >= 4 ? of : null, nodeId: of >= 4 ? 3n : null },
  });
  return { codec, keys: client.keysWith(connack.serverKey, connack.salt) };
}

function message(keys: Keys, more: Partial<SendPacket> = {}): SendPacket {
  const packet = {
    ...{ setting: 0, clientSeq: 7, clientMsgNo: "no", channelId: "g1", channelType: 2, expire: 0, topic: "" },
    ...{ messageKey: "", payload: keys.encrypt(Buffer.from(`{"type":1,"content":"你好"}`)), ...more },
  };
  return { ...packet, messageKey: more.messageKey ?? keys.sumOf(signedSend(packet)) };
}

describe.each([1, 2, 3, 4, 5])("version %i", (of) => {
  test("reads what a client sends, and answers it", () => {
    const { codec, keys } = connected(of);
    const [sent] = codec.read(encodeSend(message(keys, { setting: 0x80 }), of, 0b0110));
    if (!sent || !("method" in sent) || sent.method !== "send") throw new Error("no message");
    expect(sent.params).toMatchObject({
      ...{ clientMsgNo: "no", channelId: "g1", channelType: 2, setting: 0x80 },
      header: { noPersist: false, redDot: true, syncOnce: true, dup: false },
      payload: Buffer.from(`{"type":1,"content":"你好"}`),
    });
    const sendack = { messageId: "9007199254740993", messageSeq: 4, reasonCode: 1 };
    expect(readSendack(packetOf(sent.reply.result(sendack)))).toEqual({ ...sendack, clientSeq: 7 });
    expect(readSendack(packetOf(sent.reply.error({ code: 3, message: "" })))).toMatchObject({
      reasonCode: 3,
    });
    expect(sent.reply.error({ code: -32_603, message: "" })).toBeNull();
  });

  test("writes messages that the client can read", () => {
    const { codec, keys } = connected(of);
    const received = fc.record({
      header: fc.record({
        noPersist: fc.boolean(),
        redDot: fc.boolean(),
        syncOnce: fc.boolean(),
        dup: fc.boolean(),
      }),
      setting: fc.constantFrom(0, 0x80),
      messageId: fc.bigInt({ min: 1n, max: 10n ** 18n - 1n }).map(String),
      ...{ messageSeq: uint32, clientMsgNo: name, channelId: name, channelType: byte, fromUid: name },
      timestamp: fc.integer({ min: 0, max: 2 ** 31 - 1 }),
      topic: fc.option(name, { nil: undefined }),
      expire: of >= 3 ? uint32 : fc.constant(0),
      payload: bytes(500),
    });
    fc.assert(
      fc.property(received, (one: Received) => {
        const packet = packetOf(codec.notice({ kind: "message", message: one }));
        const setting = one.topic === undefined ? one.setting : one.setting | 0x08;
        expect(readRecv(packet, { version: of, keys })).toEqual({ ...one, setting, topic: one.topic });
      }),
    );
  });
});

describe("the codec", () => {
  test("is that of a client whose first frame is a CONNECT", () => {
    expect(isBinary(encodeConnect({ ...CONNECT, clientKey: "" }))).toBe(true);
    expect(isBinary(Buffer.from(`{"method":"connect"}`))).toBe(false);
    expect(isBinary(Buffer.alloc(0))).toBe(false);
  });

  test("refuses a message whose key or payload is not of this connection, and one that is too long", () => {
    const { codec, keys } = connected(2);
    const reasonOf = (packet: SendPacket) => {
      const [read] = codec.read(encodeSend(packet, 2));
      return read && "answer" in read ? readSendack(packetOf(read.answer)).reasonCode : null;
    };
    const stranger = connected(2).keys;
    expect(reasonOf(message(stranger))).toBe(8);
    expect(reasonOf(message(keys, { messageKey: "" }))).toBe(8);
    expect(reasonOf(message(keys, { payload: Buffer.from("no base64 of a block") }))).toBe(9);
    expect(reasonOf(message(keys, { payload: keys.encrypt(Buffer.alloc(65 * 1024)) }))).toBe(9);
    expect(reasonOf(message(keys))).toBeNull();
  });

  test("drops what comes before the answer to the connection, and ends a second CONNECT", () => {
    const codec = createBinaryCodec();
    const { keys } = connected(2);
    const { clientKey } = createClientKeys();
    expect(codec.read(encodeSend(message(keys), 2))).toEqual([]);
    expect(codec.read(encodeConnect({ ...CONNECT, clientKey }))).toMatchObject([{ method: "connect" }]);
    expect(codec.read(Buffer.concat([PING, encodeSend(message(keys), 2)]))).toEqual([]);
    expect(codec.read(encodeConnect({ ...CONNECT, clientKey }))).toEqual([{ answer: null, isFatal: true }]);
  });

  test("takes the ids that the JavaScript SDK makes up for no device's", () => {
    const idOf = (deviceId: string) => {
      const { clientKey } = createClientKeys();
      const [read] = createBinaryCodec().read(encodeConnect({ ...CONNECT, deviceId, clientKey }));
      return read && "method" in read && read.method === "connect" ? read.params.deviceId : undefined;
    };
    expect(idOf("0123456789abcdef0123456789abcdefW")).toBeNull();
    expect(idOf("a phone")).toBe("a phone");
  });

  test("tells a refused client why only when it may not connect, and an ended one when it must not again", () => {
    const { clientKey } = createClientKeys();
    const [read] = createBinaryCodec().read(encodeConnect({ ...CONNECT, clientKey })) as Request[];
    const refused = (code: number) => read?.reply.error({ code, message: "" }) ?? null;
    expect(readConnack(packetOf(refused(2)), 2).reasonCode).toBe(2);
    expect([refused(22), refused(-32_603)]).toEqual([null, null]);
    const { codec } = connected(2);
    expect(readDisconnect(packetOf(codec.disconnect(12, "Elsewhere.")))).toEqual({
      reasonCode: 12,
      reason: "Elsewhere.",
    });
    expect([codec.disconnect(15, ""), codec.disconnect(22, "")]).toEqual([null, null]);
  });

  test("answers a subscription with its own number", () => {
    const { codec } = connected(2);
    const sub = { subNo: "s", channelId: "g1", channelType: 2, action: 1 };
    const [read] = codec.read(encodeSub(sub)) as Request[];
    if (read?.method !== "subscribe") throw new Error("no subscription");
    expect(readSuback(packetOf(read.reply.result({ reasonCode: 3 })))).toEqual({ ...sub, reasonCode: 3 });
  });

  test("reads whatever a stranger or a member sends without an error", () => {
    const first = fc.constantFrom(...Object.values(PACKET).map((type) => type << 4), 0x00, 0xff);
    const frames = fc.array(fc.tuple(first, bytes(80)).map(([head, rest]) => Buffer.from([head, ...rest])));
    fc.assert(
      fc.property(frames, fc.boolean(), version, (sent, isMember, of) => {
        const codec = isMember ? connected(of).codec : createBinaryCodec();
        for (const data of sent)
          for (const read of codec.read(data)) expect("method" in read || "isFatal" in read).toBe(true);
      }),
      { numRuns: 300 },
    );
  });
});

const CONNECT = {
  ...{ version: 2, deviceFlag: 1, deviceId: "d", uid: "ann", token: "t", clientTimestamp: 0 },
};
