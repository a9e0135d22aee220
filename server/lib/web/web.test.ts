import { once } from "node:events";
import { createServer, Socket } from "node:net";
import { PassThrough, Readable } from "node:stream";
import { Hono } from "hono";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import { waitFor } from "@/test/support/wait-for";
import { networkOf } from "./base-url";
import { urlPattern } from "./direct-route";
import { openGatheringSocket } from "./gathering-socket";
import { localUrl } from "./listen";
import { requiresTls } from "./mailer";
import { discardRest, limitBody } from "./read-bytes";

describe("base url", () => {
  test.each([
    ["192.0.2.7", "192.0.2.7"],
    ["::ffff:192.0.2.7", "192.0.2.7"],
    ["2001:db8:1:2:aaaa:bbbb:cccc:dddd", "2001:db8:1:2::/64"],
    ["2001:0DB8:0001:0002::1", "2001:db8:1:2::/64"],
    ["2001:db8::1", "2001:db8:0:0::/64"],
    ["fe80::1%eth0", "fe80:0:0:0::/64"],
    ["::ffff:c000:207", "192.0.2.7"],
    ["::192.0.2.7", "0:0:0:0::/64"],
    ["::1", "0:0:0:0::/64"],
    ["unknown", "unknown"],
  ])("the network of %s is %s", (address, network) => expect(networkOf(address)).toBe(network));
});

describe("direct route", () => {
  test("a URL pattern matches the URLs of its path and names their parameters", () => {
    const pattern = urlPattern("/accounts/:account_id/messages/:id");
    expect(pattern.exec("/accounts/1/messages/23")?.groups).toEqual({ account_id: "1", id: "23" });
    expect(pattern.exec("/accounts/1/messages/23/")?.groups).toEqual({ account_id: "1", id: "23" });
    for (const url of ["/accounts/1/messages/", "/accounts/1/2/messages/3", "/accounts/1/messages/23?a=1"])
      expect(pattern.test(url)).toBe(false);
  });

  test("a dot in a path matches only a dot", () => {
    expect(urlPattern("/a.b").test("/a.b")).toBe(true);
    expect(urlPattern("/a.b").test("/acb")).toBe(false);
  });
});

describe("mailer", () => {
  test.each([
    ["smtp://mail.acme.example:587", true],
    ["smtp://user:secret@192.0.2.7:25", true],
    ["smtps://mail.acme.example", true],
    ["smtp://mail.acme.example?insecure", false],
    ["smtp://127.0.0.1:1025", false],
    ["smtp://localhost:1025", false],
    ["smtp://[::1]:1025", false],
    ["smtp://127.0.0.1.evil.example", true],
  ])("a connection to %s must be encrypted: %s", (url, isRequired) => {
    expect(requiresTls(url)).toBe(isRequired);
  });
});

describe("read bytes", () => {
  const ends = async (stream: Readable) => {
    await discardRest(stream);
    return stream.readableEnded;
  };

  const body = () => Readable.from(Array.from({ length: 20 }, () => Buffer.alloc(64 * 1024)));

  test("the rest of a body is read to its end, also when its reader was a pipe that ended", async () => {
    const piped = body();
    const parser = new PassThrough();
    piped.pipe(parser);
    await new Promise((resolve) => parser.once("readable", resolve));
    piped.unpipe(parser);
    expect(piped.isPaused()).toBe(true);
    expect(await ends(piped)).toBe(true);
  }, 5_000);

  test("the rest of a body is read to its end after an iterator that was left", async () => {
    const read = body();
    for await (const _ of read.iterator({ destroyOnReturn: false })) break;
    expect(await ends(read)).toBe(true);
  }, 5_000);
});

describe("limit of a body", () => {
  const errors = { tooLarge: () => new Error("too large"), broken: () => new Error("broken") };
  const app = new Hono().use(limitBody(5, errors)).post("/", async (c) => c.text(await c.req.text()));
  app.onError((error, c) => c.text(error.message, 413));
  const post = (headers: Record<string, string>, body: string) =>
    app.request("/", { method: "POST", headers, body });

  test.each([
    [{ "content-length": "5" }, "12345", 200, "12345"],
    [{ "content-length": "6" }, "123456", 413, "too large"],
    [{ "transfer-encoding": "chunked" }, "12345", 200, "12345"],
    [{ "transfer-encoding": "chunked" }, "123456", 413, "too large"],
  ])("with %j the body %s is answered %i", async (headers, body, status, text) => {
    const answer = await post(headers, body);
    expect([answer.status, await answer.text()]).toEqual([status, text]);
  });

  test("a body of a known length is not opened: that makes the adapter's light request a whole one", async () => {
    const opened: string[] = [];
    const request = new Request("http://shop.example/", {
      method: "POST",
      headers: { "content-length": "5" },
      body: "12345",
    });
    for (const name of ["body", "signal"])
      Object.defineProperty(request, name, { get: () => opened.push(name) });
    expect(await (await app.fetch(request)).text()).toBe("12345");
    expect(opened).toEqual([]);
  });
});

describe("gathering socket", () => {
  test("writes of one turn are sent together in order, later ones separately", async () => {
    const got: Buffer[] = [];
    const server = createServer((socket) => socket.on("data", (bytes) => got.push(bytes)));
    await once(server.listen(0, "127.0.0.1"), "listening");
    const address = server.address();
    const port = typeof address === "object" && address ? address.port : 0;
    const together = vi.spyOn(Socket.prototype, "_writev");
    const socket = openGatheringSocket();
    onTestFinished(() => {
      socket.destroy();
      server.close();
      together.mockRestore();
    });
    socket.connect(port, "127.0.0.1");
    await once(socket, "connect");

    for (const part of ["begin", ";", "select 1"]) socket.write(part);
    await Promise.resolve().then(() => socket.write(";"));
    expect(together).not.toHaveBeenCalled();
    await waitFor(() => expect(Buffer.concat(got).toString()).toBe("begin;select 1;"));
    expect(together).toHaveBeenCalledTimes(1);

    socket.write("commit");
    await waitFor(() => expect(Buffer.concat(got).toString()).toBe("begin;select 1;commit"));
  });
});

describe("listening", () => {
  test.each([
    ["127.0.0.1", "http://127.0.0.1:3000"],
    ["0.0.0.0", "http://localhost:3000"],
    ["::", "http://localhost:3000"],
    ["::1", "http://[::1]:3000"],
  ])("a browser of this machine reaches who listens on %s", (host, url) => {
    expect(localUrl({ host, port: 3000 })).toBe(url);
  });
});
