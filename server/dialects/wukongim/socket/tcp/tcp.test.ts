import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { sendMessage } from "@/server/commands/messages/send-message";
import { waitUntil } from "@/server/lib/async/wait-until";
import {
  type BinaryOptions,
  connectBinary,
  type Line,
  openTcpLine,
} from "@/test/support/clients/wukongim-binary";
import { encodeConnect, PING } from "@/test/support/clients/wukongim-packets";
import {
  createSocketScene,
  openWukongimSockets,
  type SocketScene,
  tokenOf,
} from "@/test/support/clients/wukongim-socket";
import { createTcpLimits } from "./tcp-limits";
import { createTcpServer, type TcpServer } from "./tcp-server";

const UNLIMITED = { rate: null, perAddress: null, max: 1_000 };

let api: Awaited<ReturnType<typeof openWukongimSockets>>;
let scene: SocketScene;
let tcp: TcpServer;
let port: number;
const lines: Line[] = [];

beforeAll(async () => {
  api = await openWukongimSockets();
  tcp = createTcpServer(api.served.socket, UNLIMITED);
  tcp.server.listen(0, "127.0.0.1");
  await once(tcp.server, "listening");
  ({ port } = tcp.server.address() as AddressInfo);
});
beforeEach(async () => {
  scene = await createSocketScene(api);
});
afterEach(() => {
  for (const line of lines.splice(0)) line.cut();
});
afterAll(async () => {
  await tcp.close();
  await api.close();
});

async function open(): Promise<Line> {
  const line = await openTcpLine(port);
  lines.push(line);
  return line;
}
const connect = async (options: Omit<BinaryOptions, "token"> & { token?: string }) =>
  connectBinary(await open(), {
    token: `${scene.inbox.identifier}:${tokenOf(options.uid)}`,
    ...options,
  });
const byAgent = (content: string) =>
  api.services.run(sendMessage, scene.tenant.admin, {
    conversation: { conversationId: scene.conversationId },
    content,
  });

describe("over TCP", () => {
  test.each([1, 2, 3, 4, 5])("a client of version %i connects, sends and receives", async (version) => {
    const ann = await connect({ uid: "ann", version });
    expect(ann.connack).toMatchObject({ reasonCode: 1, serverVersion: version >= 4 ? version : null });
    const bob = await connect({ uid: "bob", version });
    const to = { channelId: scene.groupId, channelType: 2, clientMsgNo: `no ${version}` };
    const answer = await ann.send(to, { type: 1, content: "你好" });
    expect(answer).toMatchObject({ reasonCode: 1, messageSeq: 1 });
    await waitUntil(() => bob.received.length > 0, { withinMs: 20_000 });
    expect(bob.received).toMatchObject([
      {
        ...{ fromUid: "ann", channelId: "g1", channelType: 2, messageSeq: 1, clientMsgNo: `no ${version}` },
        header: { redDot: true, dup: false },
        messageId: answer?.messageId,
      },
    ]);
    expect(JSON.parse(String(bob.received[0]?.payload))).toEqual({ type: 1, content: "你好" });
  });

  test("a device goes on where it was cut, and gets each message once and in order", async () => {
    const numbers: number[] = [];
    const onReceived = ({ messageSeq }: { messageSeq: number }) => void numbers.push(messageSeq);
    const first = await connect({ uid: "bob", onReceived });
    for (let i = 0; i < 5; i++) await byAgent(`${i}`);
    await waitUntil(() => numbers.length === 5, { withinMs: 20_000 });
    first.line.cut();
    await first.line.closed;
    await waitUntil(() => api.served.socket.onlineDevices(scene.tenant.accountId).length === 0, {
      withinMs: 20_000,
    });
    await api.served.socket.flush();
    for (let i = 5; i < 10; i++) await byAgent(`${i}`);
    await connect({ uid: "bob", onReceived });
    await waitUntil(() => numbers.length >= 10, { withinMs: 20_000 });
    expect(numbers).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
  });

  test("without the name of an inbox before the token only an installation's one inbox is found", async () => {
    await createSocketScene(api);
    const client = await connect({ uid: "ann", token: tokenOf("ann") });
    expect(client.connack?.reasonCode).toBe(2);
    await client.line.closed;
  });

  test.each([
    ["bytes that are no packets", Buffer.from("GET / HTTP/1.1\r\n\r\n")],
    ["a length beyond what a stranger may send", Buffer.of(0x10, 0xff, 0xff, 0x03)],
    ["a length without an end", Buffer.of(0x10, 0xff, 0xff, 0xff, 0xff, 0xff)],
    [
      "a CONNECT without a key",
      encodeConnect({
        version: 2,
        deviceFlag: 0,
        deviceId: "",
        uid: "ann",
        token: "t",
        clientTimestamp: 0,
        clientKey: "",
      }),
    ],
    ["nothing in time", Buffer.alloc(0)],
    ["pings only", PING],
  ])("a connection with %s ends", async (_, bytes) => {
    const line = await open();
    line.onBytes(() => {});
    if (bytes.length > 0) line.send(bytes);
    await line.closed;
  });
});

describe("the limits of connections", () => {
  test("are of a network, of those without a token, and of all", () => {
    const limits = { rate: { perSecond: 1_000, burst: 1_000 }, perAddress: 120, max: 200 };
    const admit = createTcpLimits(limits, () => 0);
    const unknown = Array.from({ length: 101 }, () => admit("10.0.0.1"));
    expect(unknown.filter((place) => place === null)).toHaveLength(1);
    unknown[0]?.connected();
    unknown[0]?.connected();
    expect(admit("10.0.0.1")).not.toBeNull();
    expect(admit("10.0.0.1")).toBeNull();
    for (const place of unknown) place?.connected();
    expect(Array.from({ length: 30 }, () => admit("10.0.0.1")).filter(Boolean)).toHaveLength(19);
    expect(admit("10.0.0.2")).not.toBeNull();
    for (let i = 0; i < 79; i++) admit("10.0.0.2")?.connected();
    expect(admit("10.0.0.3")).toBeNull();
    unknown[1]?.leave();
    unknown[1]?.leave();
    expect(admit("10.0.0.3")).not.toBeNull();
    expect(admit("10.0.0.3")).toBeNull();
  });

  test("are of how fast a network connects", () => {
    let nowMs = 0;
    const admit = createTcpLimits({ ...UNLIMITED, rate: { perSecond: 1, burst: 2 } }, () => nowMs);
    const admitted = () => Array.from({ length: 3 }, () => admit("10.0.0.1")).filter(Boolean).length;
    expect(admitted()).toBe(2);
    nowMs += 1_000;
    expect(admitted()).toBe(1);
  });
});
