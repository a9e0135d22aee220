import { afterAll, beforeAll, expect, test } from "vitest";
import { openWhatsappScene, type WhatsappScene } from "@/test/support/scenes/whatsapp-scene";

let scene: WhatsappScene;
beforeAll(async () => {
  scene = await openWhatsappScene();
});
afterAll(() => scene.close());

/** The beginning of a file of Ogg whose first packet is this. */
const ogg = (packet: string): Buffer =>
  Buffer.concat([
    Buffer.from("OggS\0\x02", "latin1"),
    Buffer.alloc(20),
    Buffer.from([1, 19]),
    Buffer.from(packet, "latin1"),
    Buffer.alloc(60),
  ]);

const m4a = Buffer.concat([
  Buffer.from("\0\0\0\x20ftypM4A \0\0\0\0M4A mp42isom\0\0\0\0", "latin1"),
  Buffer.alloc(60),
]);

test.each([
  ["a recording of a browser", "voice.ogg", ogg("OpusHead\x01\x01"), "audio", "audio/ogg", { voice: true }],
  ["a recording of a phone", "memo.m4a", m4a, "audio", "audio/mp4", {}],
  ["a sound that WhatsApp does not play", "song.ogg", ogg("\x01vorbis"), "document", "audio/ogg", {}],
])("%s is sent as what WhatsApp shows it as", async (_, name, bytes, type, uploadedAs, more) => {
  const inbox = await scene.begin();
  await inbox.reply({ fileIds: [await inbox.upload(new Uint8Array(bytes), name)] });
  await scene.turn();
  const upload = scene.graph.uploads.at(-1);
  expect(inbox.sent()[0]?.json).toMatchObject({ type, [type]: { id: upload?.id, ...more } });
  expect(upload?.body).toContain(`content-type: ${uploadedAs}\r\n`);
});
