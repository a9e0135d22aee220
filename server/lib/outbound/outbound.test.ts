import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";
import { afterEach, describe, expect, onTestFinished, test } from "vitest";
import { openReceiver } from "@/test/support/clients/receiver";
import { createAddressPolicy } from "./address-policy";
import { download } from "./download";
import { provideOutboundPause, unlessOutboundOff } from "./outbound-pause";
import { createOutbound } from "./post";
import { checkTarget, parseTarget, strictPolicy, systemResolve, type TargetRefused } from "./target";

describe("address policy", () => {
  /** The fault and message of the thrown error. */
  async function refusalOf(url: string, addresses: readonly string[] = []) {
    const resolve = async () =>
      addresses.map((address) => ({ address, family: address.includes(":") ? (6 as const) : (4 as const) }));
    try {
      await checkTarget(parseTarget(url, strictPolicy), { policy: strictPolicy, resolve });
      return null;
    } catch (error) {
      const { fault, message } = error as TargetRefused;
      return { fault, message };
    }
  }

  const LITERALS = [
    "0.0.0.0",
    "10.1.2.3",
    "100.64.0.1",
    "100.100.100.200",
    "127.0.0.1",
    "127.255.255.254",
    "168.63.129.16",
    "169.254.169.254",
    "172.16.0.1",
    "172.31.255.255",
    "192.0.0.1",
    "192.0.2.1",
    "192.88.99.1",
    "192.168.1.1",
    "198.18.0.1",
    "198.51.100.7",
    "203.0.113.9",
    "224.0.0.1",
    "240.0.0.1",
    "255.255.255.255",
    // the same in other spellings
    "2130706433",
    "0x7f000001",
    "0x7f.1",
    "017700000001",
    "0177.0.0.1",
    "127.1",
    "①②⑦.0.0.1",
    "%31%32%37.0.0.1",
    "[::]",
    "[::1]",
    "[0:0:0:0:0:0:0:1]",
    "[::127.0.0.1]",
    "[::ffff:127.0.0.1]",
    "[::ffff:7f00:1]",
    "[::ffff:0:127.0.0.1]",
    "[::ffff:169.254.169.254]",
    "[64:ff9b::7f00:1]",
    "[64:ff9b:1::a00:1]",
    "[100::1]",
    "[2001::1]",
    "[2001:db8::1]",
    "[2002:7f00:1::]",
    "[3fff::1]",
    "[5f00::1]",
    "[fc00::1]",
    "[fd00:ec2::254]",
    "[fe80::1]",
    "[fec0::1]",
    "[ff02::1]",
    "localhost",
    "localhost.",
    "LOCALHOST",
    "receiver.localhost",
  ];

  test.each(LITERALS)("%s is refused, with what to allow", async (host) => {
    for (const url of [`http://${host}/hook`, `https://${host}:8443/hook`])
      expect(await refusalOf(url)).toEqual({
        fault: "refused_address",
        message: expect.stringMatching(/WEBHOOK_ALLOW_CIDRS=[0-9a-f.:]+\/(32|128)$/),
      });
  });

  test.each([
    ["127.0.0.1.nip.io", ["127.0.0.1"]],
    ["metadata.google.internal", ["169.254.169.254"]],
    ["rebind.example", ["93.184.215.14", "127.0.0.1"]],
    ["six.example", ["2606:2800:21f:cb07:6820:80da:af6b:8b2c", "::1"]],
    ["mapped.example", ["::ffff:10.0.0.1"]],
    ["compatible.example", ["::8.8.8.8"]],
    ["zone.example", ["fe80::1%eth0.1"]],
  ])("%s is refused for one of its addresses", async (host, addresses) => {
    expect(await refusalOf(`https://${host}/`, addresses)).toMatchObject({ fault: "refused_address" });
  });

  test.each([
    "1.1.1.1",
    "172.32.0.1",
    "192.0.1.1",
    "198.20.0.1",
    "[2606:4700::1111]",
    "[2a00:1450::1]",
    "[::ffff:8.8.8.8]",
  ])("%s is public", async (host) => {
    expect(await refusalOf(`https://${host}/hook`)).toBeNull();
  });

  test.each([
    "ftp://example.com/",
    "file:///etc/passwd",
    "javascript:alert(1)",
    "http://user:secret@example.com/",
    "http://user@example.com/",
    "not a url",
    "//example.com",
    `https://example.com/${"a".repeat(2048)}`,
  ])("%s is not a valid endpoint URL", async (url) => {
    expect(await refusalOf(url)).toMatchObject({ fault: "refused_url" });
  });

  test("a name without an address is not found", async () => {
    expect(await refusalOf("https://nobody.example/", [])).toMatchObject({ fault: "unresolvable" });
  });

  test("the operator's exceptions are allowed in every spelling, and nothing else", () => {
    const policy = createAddressPolicy(["10.0.3.0/24", "fd12::/16", "127.0.0.1/32"]);
    const refused = (address: string) => policy.refusedNetwork(address) !== null;
    expect(["10.0.3.7", "::ffff:10.0.3.7", "::ffff:a00:307", "fd12::5", "127.0.0.1"].filter(refused)).toEqual(
      [],
    );
    expect(["10.0.4.7", "::ffff:10.0.4.7", "fd13::5", "127.0.0.2", "::1"].filter(refused)).toHaveLength(5);
    const mapped = createAddressPolicy(["::ffff:10.0.3.0/120"]);
    expect(["10.0.3.7", "::ffff:10.0.3.7"].filter((one) => mapped.refusedNetwork(one) !== null)).toEqual([]);
    expect(mapped.refusedNetwork("10.0.4.7")).toBe("10.0.4.7/32");
    expect(() => parseTarget("http://10.0.3.7:9000/hook", policy)).not.toThrow();
    expect(() => parseTarget("http://localhost:9000/hook", policy)).not.toThrow();
  });
});

describe("outbound pause", () => {
  afterEach(() => provideOutboundPause(() => false));

  const resolve = async () => [{ address: "127.0.0.1", family: 4 as const }];

  const policy = createAddressPolicy(["127.0.0.0/8"]);

  test("no call connects while nothing may leave: it is answered with why", async () => {
    const receiver = await openReceiver();
    const outbound = createOutbound({ policy, resolve });
    const call = { url: receiver.url, body: Buffer.from("{}"), headers: {} };
    provideOutboundPause(() => true);
    const why = expect.stringContaining("OUTBOUND=off");
    expect(await outbound.post(call)).toMatchObject({ answered: false, wasConnected: false, message: why });
    expect(await outbound.get(call)).toMatchObject({ answered: false, wasConnected: false, message: why });
    const { signal } = new AbortController();
    await expect(download(receiver.url, { policy, resolve, signal })).rejects.toThrow("OUTBOUND=off");
    expect(receiver.taken).toEqual([]);
    provideOutboundPause(() => false);
    expect(await outbound.post(call)).toMatchObject({ answered: true });
    outbound.close();
    await receiver.close();
  });

  test("work that leaves is skipped while nothing may", async () => {
    const done: string[] = [];
    const work = unlessOutboundOff(async (name: string) => void done.push(name));
    provideOutboundPause(() => true);
    await work("off");
    provideOutboundPause(() => false);
    await work("on");
    expect(done).toEqual(["on"]);
  });
});

test("a download from a server that switches protocols fails", async () => {
  const upgrade = "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n";
  let closed: Promise<unknown> | undefined;
  const switching = createServer((socket) => {
    closed = once(socket, "close");
    socket.once("data", () => socket.write(upgrade));
  });
  await new Promise<void>((done) => switching.listen(0, "127.0.0.1", done));
  onTestFinished(() => void switching.close());
  const { port } = switching.address() as AddressInfo;
  const options = { policy: createAddressPolicy(["127.0.0.1/32"]), resolve: systemResolve, silenceMs: 500 };
  const signal = AbortSignal.timeout(1_000);
  await expect(download(`http://127.0.0.1:${port}/a.png`, { ...options, signal })).rejects.toThrow(
    "answered 101",
  );
  await closed;
}, 5_000);
