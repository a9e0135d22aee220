import { describe, expect, test } from "vitest";
import { payloadJson, RPC, readFrame, readPayload, settingByte, settingOf } from "./frames";

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
  test.each<[string, Record<string, unknown> | string | null, string]>([
    ["an object", { type: 1, content: "你好" }, `{"type":1,"content":"你好"}`],
    ["base64", Buffer.from(`{"type":99}`).toString("base64"), `{"type":99}`],
    ["a text that is no base64", "Hello there", "Hello there"],
    ["null", null, ""],
  ])("given as %s has these bytes", (_, given, bytes) => {
    expect(String(readPayload(given))).toBe(bytes);
  });

  test("that is too long is refused", () => {
    expect(readPayload({ content: "x".repeat(70_000) })).toBeNull();
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
