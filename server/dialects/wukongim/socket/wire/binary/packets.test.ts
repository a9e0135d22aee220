import fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  createClientKeys,
  encodeConnect,
  encodeRecvack,
  encodeSend,
  encodeSub,
} from "@/test/support/clients/wukongim-packets";
import { byte, bytes, name, onlyPacket, uint32, version } from "@/test/support/scenes/packets";
import { readConnect, readRecvack, readSend, readSub } from "./client-packets";
import { agreeKeys } from "./keys";
import { createPacketSplitter, encodePacket, PACKET, type Packet } from "./packet";

describe("packets", () => {
  const packets = fc.array(
    fc.record({
      type: fc.integer({ min: 1, max: 11 }),
      flags: fc.integer({ min: 0, max: 15 }),
      body: bytes(300),
    }),
    { maxLength: 8 },
  );

  test("come back however the stream is cut", () => {
    fc.assert(
      fc.property(packets, fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1 }), (sent, cuts) => {
        const whole = sent.map((one) =>
          one.type === PACKET.ping || one.type === PACKET.pong || one.body.length === 0
            ? { ...one, type: PACKET.ping, body: Buffer.alloc(0) }
            : one,
        );
        const stream = Buffer.concat(whole.map(encodePacket));
        const split = createPacketSplitter(() => 1_000);
        const found: Packet[] = [];
        for (let offset = 0, i = 0; offset < stream.length; i++) {
          const end = offset + (cuts[i % cuts.length] ?? 1);
          found.push(...split(stream.subarray(offset, end)).packets);
          offset = end;
        }
        expect(found).toEqual(whole);
      }),
    );
  });

  test("that are too long, or whose length has no end, are told by their first bytes", () => {
    const split = () => createPacketSplitter(() => 1_000);
    expect(split()(Buffer.of(0x30, 0xff, 0xff, 0xff, 0x7f))).toEqual({ packets: [], isBroken: true });
    expect(split()(Buffer.of(0x30, 0xff, 0xff, 0xff, 0xff))).toEqual({ packets: [], isBroken: true });
    expect(split()(Buffer.of(0x30, 0xe6, 0x07))).toEqual({ packets: [], isBroken: true });
    expect(split()(Buffer.of(0x30, 0xe5, 0x07))).toEqual({ packets: [], isBroken: false });
  });

  test("of a client come back, in each version", () => {
    const connect = fc.record({
      ...{ version, deviceFlag: byte, deviceId: name, uid: name, token: name, clientKey: name },
      clientTimestamp: fc.integer({ min: 0 }),
    });
    fc.assert(
      fc.property(connect, (sent) => {
        expect(readConnect(onlyPacket(encodeConnect(sent)).body)).toEqual(sent);
      }),
    );
    const send = fc.record({
      ...{ setting: fc.constantFrom(0, 0x80, 0x88, 0x0a, 0x02), clientSeq: uint32, clientMsgNo: name },
      ...{ channelId: name, channelType: byte, expire: uint32, messageKey: name, topic: name },
      payload: bytes(500),
    });
    fc.assert(
      fc.property(send, version, (sent, of) => {
        const setting = of === 1 ? sent.setting & ~0x02 : sent.setting;
        const kept = {
          ...sent,
          setting,
          topic: setting & 8 ? sent.topic : "",
          expire: of >= 3 ? sent.expire : 0,
        };
        expect(readSend(onlyPacket(encodeSend(kept, of)).body, of)).toEqual(kept);
      }),
    );
    const messageId = fc.bigInt({ min: 0n, max: 2n ** 63n - 1n });
    fc.assert(
      fc.property(fc.record({ messageId, messageSeq: uint32 }), (sent) => {
        expect(readRecvack(onlyPacket(encodeRecvack(sent)).body)).toEqual(sent);
      }),
    );
    const sub = fc.record({ subNo: name, channelId: name, channelType: byte, action: byte });
    fc.assert(
      fc.property(sub, (sent) => {
        expect(readSub(onlyPacket(encodeSub(sent)).body)).toEqual(sent);
      }),
    );
  });

  test("that are cut short are none", () => {
    const sent = { messageKey: "m", topic: "", payload: Buffer.alloc(0), channelType: 2, expire: 0 };
    const { body } = onlyPacket(
      encodeSend({ ...sent, setting: 0, clientSeq: 1, clientMsgNo: "n", channelId: "g" }, 5),
    );
    for (let end = 0; end < body.length; end++) expect(readSend(body.subarray(0, end), 5)).toBeNull();
    expect(readSend(body, 5)).not.toBeNull();
  });
});

describe("keys", () => {
  test("that both sides agree on encrypt and sign for each other, anew for each connection", () => {
    const client = createClientKeys();
    const [one, other] = [agreeKeys(client.clientKey), agreeKeys(client.clientKey)];
    if (!one || !other) throw new Error("no agreement");
    expect(one.salt).toHaveLength(16);
    expect(one.serverKey).not.toBe(other.serverKey);
    const keys = client.keysWith(one.serverKey, one.salt);
    fc.assert(
      fc.property(bytes(300), (plain) => {
        expect(one.keys.decrypt(keys.encrypt(plain))).toEqual(plain);
        expect(keys.isSumOf(one.keys.sumOf(plain), plain)).toBe(true);
        expect(other.keys.isSumOf(keys.sumOf(plain), plain)).toBe(false);
        expect(other.keys.decrypt(keys.encrypt(plain))?.equals(plain) ?? false).toBe(false);
      }),
    );
  });

  test.each([
    ["an empty one", ""],
    ["one of another length", Buffer.alloc(31, 9).toString("base64")],
    ["a point of low order", Buffer.alloc(32).toString("base64")],
    ["no base64", "!".repeat(44)],
  ])("are not agreed on with %s", (_, clientKey) => {
    expect(agreeKeys(clientKey)).toBeNull();
  });
});
