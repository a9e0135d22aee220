import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import {
  createServer,
  get,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type ServerResponse,
} from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buffer } from "node:stream/consumers";
import { brotliDecompressSync, gunzipSync } from "node:zlib";
import { expect, onTestFinished, test, vi } from "vitest";
import { listen } from "@/server/lib/web/listen";
import { serveStatic } from "./static-files";

const SCRIPT = "const ticks = ['sent', 'delivered', 'read'];\n".repeat(200);

/** A server of a build with one script; Next answers 404. */
async function openBuild() {
  const folder = mkdtempSync(join(tmpdir(), "tickline-static-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  mkdirSync(join(folder, "chunks"));
  writeFileSync(join(folder, "chunks", "0a1b.js"), SCRIPT);
  writeFileSync(join(folder, "chunks", "0a1b.woff2"), "font");
  const serve = serveStatic(folder, async (_, res) => void res.writeHead(404).end("Next"));
  const server = createServer((req, res) => void serve(req, res));
  onTestFinished(() => void server.close());
  const url = await listen(server, { host: "127.0.0.1", port: 0 });
  const load = (path: string, encodings: string) =>
    new Promise<{ status: number | undefined; headers: IncomingHttpHeaders; bytes: Buffer }>(
      (resolve, reject) => {
        const headers = { "accept-encoding": encodings };
        get(`${url}/_next/static/${path}`, { headers }, async (answer) => {
          resolve({ status: answer.statusCode, headers: answer.headers, bytes: await buffer(answer) });
        }).on("error", reject);
      },
    );
  return { folder, load };
}

test.each([
  ["gzip, deflate, br, zstd", "br", brotliDecompressSync],
  ["gzip, br;q=0", "gzip", gunzipSync],
])("a browser that accepts %s gets a script as %s, and keeps it", async (accepted, encoding, unpack) => {
  const { load } = await openBuild();
  const { status, headers, bytes } = await load("chunks/0a1b.js?dpl=1", accepted);
  expect(status).toBe(200);
  expect(headers).toMatchObject({
    "content-encoding": encoding,
    "content-type": "text/javascript; charset=utf-8",
    "cache-control": "public, max-age=31536000, immutable",
    "content-length": String(bytes.length),
    vary: "Accept-Encoding",
  });
  expect(unpack(bytes).toString()).toBe(SCRIPT);
});

test.each([
  ["a client without compression", "chunks/0a1b.js", "br;q=0, identity"],
  ["a file that needs none", "chunks/0a1b.woff2", "br"],
  ["a name that the build does not have", "chunks/other.js", "br"],
])("Next serves %s", async (_, path, accepted) => {
  const { load } = await openBuild();
  expect((await load(path, accepted)).status).toBe(404);
});

test("a script that was served stays when another build replaces the folder; others are Next's to refuse", async () => {
  const { folder, load } = await openBuild();
  const before = await load("chunks/0a1b.js", "br");
  rmSync(join(folder, "chunks"), { recursive: true });
  expect((await load("chunks/0a1b.js", "br")).bytes).toEqual(before.bytes);
  expect((await load("chunks/0a1b.js", "gzip")).status).toBe(404);
});

test("without a build Next serves everything", async () => {
  const next = vi.fn();
  const req = {
    url: "/_next/static/chunks/0a1b.js",
    headers: { "accept-encoding": "br" },
  } as IncomingMessage;
  await serveStatic(join(tmpdir(), "tickline-no-build"), next)(req, {} as ServerResponse);
  expect(next).toHaveBeenCalledOnce();
});
