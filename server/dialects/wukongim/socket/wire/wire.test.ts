import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { WebSocket, WebSocketServer } from "ws";
import { createOutstanding, type Outstanding } from "@/server/dialects/wukongim/socket/delivery/outstanding";
import { payloadJson, readFrame } from "./frames";
import { PARAMS, RPC, settingByte, settingOf } from "./requests";
import { openTransport } from "./transport";

describe("frames", () => {
  const read = (body: object) => readFrame(JSON.stringify(body));

  describe("a frame", () => {
    test("of EasyJSSDK is read, with and without jsonrpc", () => {
      const params = {
        uid: "u1",
        token: "t",
        deviceId: "d",
        deviceFlag: 2,
        clientTimestamp: 1_700_000_000_000,
      };
      expect(read({ method: "connect", params, id: "a" })).toEqual({ id: "a", method: "connect", params });
      expect(read({ jsonrpc: "2.0", method: "ping", params: {}, id: "b" })).toMatchObject({ method: "ping" });
      expect(read({ method: "ping", id: "b" })).toEqual({ id: "b", method: "ping", params: undefined });
      expect(read({ method: "recvack", params: { header: {}, messageId: "9", messageSeq: 4 } })).toEqual({
        id: null,
        method: "recvack",
        params: { messageId: "9", messageSeq: 4 },
      });
    });

    test("with flags has each as true, false or absent", () => {
      const params = { channelId: "g", channelType: 2, payload: {}, header: { redDot: true, syncOnce: 0 } };
      expect(read({ method: "send", id: "1", params })).toMatchObject({
        params: { header: { redDot: true, syncOnce: false, noPersist: null } },
      });
    });

    test.each<[string, string, number, string | null]>([
      ["that is no JSON", "{", RPC.parse, null],
      ["of bytes", "\u0001\u0002", RPC.parse, null],
      ["that is a list", "[1]", RPC.parse, null],
      ["without a method", `{"id":"1"}`, RPC.request, "1"],
      ["with an id that is none", `{"id":{},"method":"ping"}`, RPC.request, null],
      ["of an unknown method", `{"id":"1","method":"toString"}`, RPC.method, "1"],
      [
        "nested too deep",
        `{"id":"1","method":"send","params":${"[".repeat(20_000)}${"]".repeat(20_000)}}`,
        RPC.request,
        "1",
      ],
      ["without params", `{"id":"1","method":"connect"}`, RPC.params, "1"],
      [
        "with a zero character",
        `{"id":"1","method":"connect","params":{"uid":"\\u0000","token":""}}`,
        RPC.params,
        "1",
      ],
      [
        "with a bad flag",
        `{"id":"1","method":"send","params":{"channelId":"a","channelType":1,"header":{"redDot":7}}}`,
        RPC.params,
        "1",
      ],
    ])("%s is refused by code and sentence", (_, text, code, id) => {
      const bad = readFrame(text);
      expect(bad).toEqual({ id, error: { code, message: expect.stringMatching(/\.$/) } });
    });
  });

  describe("a payload", () => {
    const sent = (payload: Record<string, unknown> | string | null) =>
      PARAMS.send.safeParse({ channelId: "g", channelType: 2, payload });

    test.each<[string, Record<string, unknown> | string | null, string]>([
      ["an object", { type: 1, content: "你好" }, `{"type":1,"content":"你好"}`],
      ["base64", Buffer.from(`{"type":99}`).toString("base64"), `{"type":99}`],
      ["a text that is no base64", "Hello there", "Hello there"],
      ["null", null, ""],
    ])("given as %s has these bytes", (_, given, bytes) => {
      expect(String(sent(given).data?.payload)).toBe(bytes);
    });

    test("that is too long is refused", () => {
      expect(sent({ content: "x".repeat(70_000) }).error?.issues).toMatchObject([
        { path: ["payload"], message: "is too long" },
      ]);
    });

    test("comes back as an object if it is the JSON of one, else as base64", () => {
      expect(payloadJson(Buffer.from(`{"type":1}`))).toEqual({ type: 1 });
      expect(payloadJson(Buffer.from([1, 2, 255]))).toBe("AQL/");
      expect(payloadJson(Buffer.from("[1]"))).toBe(Buffer.from("[1]").toString("base64"));
      expect(payloadJson(Buffer.alloc(0))).toBeNull();
    });
  });

  test("the bits of a setting come back", () => {
    const setting = { receipt: true, signal: false, stream: true, topic: true };
    expect(settingByte(setting)).toBe(0b1000_1010);
    expect(settingOf(settingByte(setting))).toEqual(setting);
  });

  test("a payload that is nested too deep to be written again is told as base64", () => {
    const bytes = Buffer.from(`${'{"a":'.repeat(5_000)}1${"}".repeat(5_000)}`);
    expect(payloadJson(bytes)).toBe(bytes.toString("base64"));
  });
});

describe("transport", () => {
  let server: WebSocketServer;
  beforeAll(async () => {
    server = new WebSocketServer({ port: 0, host: "127.0.0.1" });
    await once(server, "listening");
  });
  afterAll(() => new Promise((resolve) => server.close(resolve)));

  async function pair() {
    const { port } = server.address() as AddressInfo;
    const accepted = once(server, "connection");
    const client = new WebSocket(`ws://127.0.0.1:${port}`);
    const [socket] = (await accepted) as [WebSocket];
    await once(client, "open");
    return { client, transport: openTransport(socket) };
  }

  test("a client that reads nothing is cut off when too much is pending", async () => {
    const { client, transport } = await pair();
    client.pause();
    const frame = "x".repeat(100_000);
    let sent = 0;
    while (transport.send(frame)) sent += 1;
    expect(sent).toBeLessThan(200);
    expect(transport.isOpen()).toBe(false);
    expect(transport.send(frame)).toBe(false);
    await transport.drained();
    client.terminate();
  });

  test("a client that reads is waited for", async () => {
    const { client, transport } = await pair();
    let received = 0;
    client.on("message", () => {
      received += 1;
    });
    for (let sent = 0; sent < 300; sent++) {
      expect(transport.send("x".repeat(100_000))).toBe(true);
      await transport.drained();
    }
    client.close();
    await once(client, "close");
    expect(received).toBeLessThanOrEqual(300);
  });
});

describe("outstanding", () => {
  let nowMs = 0;
  let outstanding: Outstanding;
  let resent: string[];
  beforeEach(() => {
    nowMs = 1_000_000;
    resent = [];
    outstanding = createOutstanding(() => nowMs);
  });

  const send = (queue: number, number: number, bytes = 100) => {
    const messageId = `${queue}.${number}`;
    outstanding.add({ messageId, queue, number, bytes, resend: () => resent.push(messageId) });
  };

  describe("an acknowledgement", () => {
    test("covers the earlier ones of its queue and no other queue", () => {
      for (const number of [4, 5, 6]) send(1, number);
      send(2, 9);
      expect(outstanding.acknowledge("1.5")).toEqual({ queue: 1, number: 5 });
      expect(outstanding.size()).toBe(2);
      expect(outstanding.acknowledge("1.4")).toBeNull();
      expect(outstanding.acknowledge("1.6")).toEqual({ queue: 1, number: 6 });
    });

    test("of what was not sent does nothing", () => {
      expect(outstanding.acknowledge("7.7")).toBeNull();
    });

    test("passes what the device wrote itself, but only when all before has arrived", () => {
      expect(outstanding.skip(1, 3)).toEqual({ queue: 1, number: 3 });
      send(1, 4);
      expect(outstanding.skip(1, 5)).toBeNull();
      send(1, 6);
      expect(outstanding.skip(1, 7)).toBeNull();
      expect(outstanding.acknowledge("1.4")).toEqual({ queue: 1, number: 5 });
      expect(outstanding.acknowledge("1.6")).toEqual({ queue: 1, number: 7 });
      expect(outstanding.size()).toBe(0);
    });
  });

  describe("what is not acknowledged", () => {
    test("is sent again after ten seconds, three times, and then given up", () => {
      send(1, 1);
      for (let waited = 0; waited < 60; waited++) {
        nowMs += 1_000;
        outstanding.resendDue();
      }
      expect(resent).toEqual(["1.1", "1.1", "1.1"]);
      expect(outstanding.size()).toBe(0);
      expect(outstanding.acknowledge("1.1")).toBeNull();
      expect(outstanding.skip(1, 2)).toBeNull();
      send(1, 3);
      expect(outstanding.acknowledge("1.3")).toEqual({ queue: 1, number: 3 });
      expect(outstanding.skip(1, 4)).toEqual({ queue: 1, number: 4 });
    });

    test("is not sent again within ten seconds, nor after its acknowledgement", () => {
      send(1, 1);
      nowMs += 9_000;
      outstanding.resendDue();
      outstanding.acknowledge("1.1");
      nowMs += 9_000;
      outstanding.resendDue();
      expect(resent).toEqual([]);
    });

    test("is bounded by number and by bytes", () => {
      for (let number = 1; number <= 500; number++) send(1, number);
      expect(outstanding.hasRoom()).toBe(false);
      outstanding.acknowledge("1.1");
      expect(outstanding.hasRoom()).toBe(true);
      outstanding.acknowledge("1.500");
      send(2, 1, 2_000_000);
      expect(outstanding.hasRoom()).toBe(false);
      outstanding.acknowledge("2.1");
      expect(outstanding.hasRoom()).toBe(true);
    });
  });
});
