import { createHash } from "node:crypto";
import { expect } from "vitest";
import { createServices } from "@/server/commands/_run/services";
import { ok, type Scene, type Story, testStories } from "@/test/support/clients/evolution";
import { PNG } from "@/test/support/scenes/files";

const md5 = (bytes: Uint8Array) => createHash("md5").update(bytes).digest("base64");
const blobOf = (more: object = {}) => ({
  filename: "photo.png",
  byte_size: PNG.byteLength,
  checksum: md5(PNG),
  content_type: "image/png",
  ...more,
});
const announce = (s: Scene, more: object = {}) =>
  s.client.post(`${s.conversation}/direct_uploads`, { json: { blob: blobOf(more) } });

type DirectUpload = { url: string; headers: Record<string, string> };
/** Sends the bytes as ActiveStorage's client does: with the given headers only. */
const put = async (s: Scene, { url, headers }: DirectUpload, bytes: Uint8Array<ArrayBuffer> = PNG) => {
  const { pathname } = new URL(url);
  return (await fetch(`${s.api.url}${pathname}`, { method: "PUT", headers, body: bytes })).status;
};
const send = (s: Scene, attachments: unknown, client = s.client) =>
  client.post(s.messages, { json: { content: "Here", attachments } });

const UPLOADS: Story[] = [
  [
    "33 a file is announced, sent, and named by a message",
    async (s) => {
      const blob = await ok(announce(s));
      expect(blob).toEqual({
        key: expect.any(String),
        filename: "photo.png",
        content_type: "image/png",
        metadata: {},
        service_name: "local",
        byte_size: PNG.byteLength,
        checksum: md5(PNG),
        created_at: expect.any(String),
        signed_id: expect.any(String),
        direct_upload: { url: expect.any(String), headers: { "Content-Type": "image/png" } },
      });
      expect((await send(s, [blob.signed_id])).status).toBe(422); // no bytes yet
      expect(await put(s, blob.direct_upload)).toBe(204);
      const message = await ok(send(s, [blob.signed_id]));
      expect(message.attachments).toMatchObject([{ file_type: "image", extension: "png" }]);
      const shown = await fetch(message.attachments[0].data_url.replace(/^https?:\/\/[^/]+/, s.api.url));
      expect(md5(new Uint8Array(await shown.arrayBuffer()))).toBe(md5(PNG));
      expect(await send(s, [blob.signed_id])).toEqual({
        status: 422,
        body: { error: "The file is attached already: upload it again" },
      });
    },
  ],
  [
    "33 a signed id that is given twice attaches its file once",
    async (s) => {
      const { signed_id, direct_upload } = await ok(announce(s));
      expect(await put(s, direct_upload)).toBe(204);
      const message = await ok(send(s, [signed_id, signed_id]));
      expect(message.attachments).toHaveLength(1);
      const [shown] = (await ok(s.client.get(s.messages))).payload;
      expect(shown.attachments).toEqual(message.attachments);
    },
  ],
  [
    "33 bytes of another length, checksum or type are refused, and may be sent again",
    async (s) => {
      const { signed_id, direct_upload } = await ok(announce(s));
      const other = new Uint8Array(PNG);
      other[other.length - 1] = 0;
      expect(await put(s, direct_upload, other)).toBe(422);
      expect(await put(s, direct_upload, PNG.slice(1))).toBe(422);
      expect(await put(s, { ...direct_upload, headers: { "Content-Type": "text/html" } })).toBe(422);
      const files = () => s.api.world.database.query("select 1 from file where upload_id is not null");
      const before = (await files()).length;
      expect(await put(s, direct_upload)).toBe(204);
      expect((await files()).length).toBe(before + 1);
      expect(await put(s, direct_upload)).toBe(422); // it is there already
      await ok(send(s, [signed_id]));
    },
  ],
  [
    "33 what is announced badly is refused with its field",
    async (s) => {
      const { bytesMax } = s.api.services.fileLimits;
      for (const [more, field] of [
        [{ filename: " " }, "filename"],
        [{ byte_size: bytesMax + 1 }, "byte_size"],
        [{ byte_size: "many" }, "byte_size"],
        [{ checksum: "abc" }, "checksum"],
        [{ content_type: "image" }, "content_type"],
      ] as const)
        expect(await announce(s, more)).toMatchObject({ status: 422, body: { attributes: [field] } });
      const without = await s.client.post(`${s.conversation}/direct_uploads`, { json: {} });
      expect(without).toMatchObject({ status: 422, body: { attributes: ["blob"] } });
    },
  ],
  [
    "33 an address works for an hour, and a signed id for whoever announced the file",
    async (s) => {
      const { signed_id, direct_upload } = await ok(announce(s));
      expect(await put(s, { ...direct_upload, url: `${direct_upload.url}x` })).toBe(404);
      const now = s.api.services.now;
      s.api.services = createServices({
        ...s.api.services,
        now: () => new Date(now().getTime() + 3_600_000),
      });
      expect(await put(s, direct_upload)).toBe(404);
      s.api.services = createServices({ ...s.api.services, now });
      expect(await put(s, direct_upload)).toBe(204);
      const agent = await s.tenant.agent([s.inboxId]);
      expect((await send(s, [signed_id], agent)).status).toBe(404);
      for (const attachments of [["nonsense"], [{ file: 1 }], `${signed_id}x`])
        expect((await send(s, attachments)).status).toBe(422);
      await ok(send(s, [signed_id]));
    },
  ],
];

testStories([["direct uploads", UPLOADS]]);
