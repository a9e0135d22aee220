import { get } from "node:http";
import { brotliDecompressSync, gunzipSync } from "node:zlib";
import { afterAll, beforeAll, expect, test } from "vitest";
import { buildWidget } from "@/scripts/build-widget.js";
import { openWidgetScene, type WidgetScene } from "@/test/support/scenes/widget-scene";

let scene: WidgetScene;
beforeAll(async () => {
  await buildWidget("dist");
  scene = await openWidgetScene();
});
afterAll(() => scene.close());

type Answer = { status: number | undefined; headers: NodeJS.Dict<string | string[]>; bytes: Buffer };

/** By Node's client: fetch unpacks what it gets. */
const load = (headers: Record<string, string> = {}): Promise<Answer> =>
  new Promise((resolve, reject) => {
    get(`${scene.api.url}/widget.js`, { headers }, (response) => {
      const chunks: Buffer[] = [];
      response.on("data", (chunk: Buffer) => chunks.push(chunk));
      response.on("end", () =>
        resolve({ status: response.statusCode, headers: response.headers, bytes: Buffer.concat(chunks) }),
      );
    }).on("error", reject);
  });

test("any site may load the script, compressed as the browser takes it, and keep it for minutes", async () => {
  const plain = await load({ origin: "https://anywhere.example" });
  expect(plain.status).toBe(200);
  expect(plain.headers).toMatchObject({
    "content-type": "text/javascript; charset=utf-8",
    "cache-control": "public, max-age=300, stale-while-revalidate=86400",
    "access-control-allow-origin": "*",
    "cross-origin-resource-policy": "cross-origin",
    "x-content-type-options": "nosniff",
    vary: expect.stringContaining("Accept-Encoding"),
  });
  expect(plain.headers["content-encoding"]).toBeUndefined();
  const packed = await load({ "accept-encoding": "gzip, deflate, br;q=0" });
  expect(packed.headers).toMatchObject({ "content-encoding": "gzip", etag: plain.headers["etag"] });
  expect(packed.bytes.length).toBeLessThanOrEqual(25_000);
  expect(gunzipSync(packed.bytes)).toEqual(plain.bytes);
  const smallest = await load({ "accept-encoding": "gzip, deflate, br, zstd" });
  expect(smallest.headers).toMatchObject({ "content-encoding": "br", etag: plain.headers["etag"] });
  expect(smallest.bytes.length).toBeLessThan(packed.bytes.length);
  expect(brotliDecompressSync(smallest.bytes)).toEqual(plain.bytes);
});

test("a browser that has the script gets 304 without a body", async () => {
  const { headers } = await load();
  const etag = String(headers["etag"]);
  const same = await load({ "if-none-match": `"other", ${etag}`, "accept-encoding": "gzip" });
  expect([same.status, same.bytes.length, same.headers["etag"]]).toEqual([304, 0, etag]);
  expect(same.headers["cache-control"]).toContain("max-age=300");
  expect((await load({ "if-none-match": 'W/"other"' })).status).toBe(200);
});
