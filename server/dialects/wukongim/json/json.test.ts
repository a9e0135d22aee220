import { describe, expect, test } from "vitest";
import {
  channelOf,
  groupSourceId,
  pairSourceId,
  personChannelId,
} from "@/server/dialects/wukongim/input/channel-ids";
import { aMessage, anAttachment } from "@/test/support/scenes/dtos";
import { madePayload } from "./message-json";
import { readPayload } from "./payload-text";

describe("madePayload", () => {
  const reader = { rendering: { now: new Date(0), baseUrl: "https://inbox.example.test" }, locale: "en" };

  const photo = anAttachment({
    id: 1,
    name: "photo.png",
    contentType: "image/png",
    width: 4,
    height: 3,
    bytes: 9,
  });

  const plan = anAttachment({ id: 2, name: "plan.pdf", contentType: "application/pdf", bytes: 7 });

  const urlOf = (name: string) => expect.stringMatching(`^https://inbox.example.test/.*${name}`);

  const image = { type: 2, url: urlOf("photo.png"), width: 4, height: 3, size: 9, name: "photo.png" };

  const file = { type: 8, url: urlOf("plan.pdf"), name: "plan.pdf", size: 7 };

  test("a file without text is the payload of its type", () => {
    expect(madePayload(aMessage({ content: "", attachments: [photo] }), reader)).toEqual(image);
  });

  test("text without files is a payload of type 1 and has no attachments", () => {
    expect(madePayload(aMessage({ content: "Hi" }), reader)).toEqual({ type: 1, content: "Hi" });
  });

  test.each([
    ["text with a file", "Look", [photo], ["Look", "photo.png"], [image]],
    ["several files", "", [photo, plan], ["photo.png", "plan.pdf"], [image, file]],
  ])(
    "%s is a text that every client shows, with the payload of each file",
    (_, content, attachments, begins, files) => {
      const payload = madePayload(aMessage({ content, attachments }), reader);
      expect(payload).toEqual({ type: 1, content: expect.any(String), attachments: files });
      const lines = "content" in payload ? String(payload.content).split("\n") : [];
      expect(lines.map((line) => line.split(":")[0])).toEqual(begins);
    },
  );
});

describe("payload text", () => {
  const bytes = (json: unknown) => Buffer.from(typeof json === "string" ? json : JSON.stringify(json));

  test.each<[string, unknown, string]>([
    ["text", { type: 1, content: "你好" }, "你好"],
    ["rich text", { type: 14, content: "**hi**" }, "**hi**"],
    ["an empty text", { type: 1, content: " " }, "[Message]"],
    ["an image", { type: 2, url: "/a.png", width: 1 }, "[Image]"],
    ["a file with its name", { type: 8, name: "plan.pdf" }, "[File] plan.pdf"],
    ["a command", { type: 99, cmd: "typing" }, "[Command]"],
    ["an unknown type", { type: 4711 }, "[Message]"],
    ["a list", [1], "[Message]"],
    ["no JSON", "\u0000\u0001", "[Message]"],
    ["half a character and NUL", { type: 1, content: "a\u0000\ud800" }, "a\ufffd\ufffd"],
  ])("agents read %s", (_, payload, text) => {
    expect(readPayload(bytes(payload)).text).toBe(text);
  });

  test("a system payload is a template with the names of extra", () => {
    const extra = [{ uid: "u1", name: "李雷" }, { uid: "u2" }, { uid: "u3", name: "Ann" }];
    const payload = { type: 1001, content: "{0} invited {2}", extra };
    expect(readPayload(bytes(payload)).system).toEqual({
      template: "{0} invited {2}",
      parameters: { 0: "李雷", 2: "Ann" },
    });
    expect(readPayload(bytes({ type: 2000 })).system).toEqual({
      template: "[System message]",
      parameters: {},
    });
    expect(readPayload(bytes({ type: 2001, content: "x" })).system).toBeNull();
  });
});

describe("channel ids", () => {
  test("the id of a person channel is the same from both sides, the larger CRC32 first", () => {
    expect(personChannelId("alice", "bob")).toBe(personChannelId("bob", "alice"));
    // CRC32 of "123456789" is 0xcbf43926, of "a" 0xe8b7be43.
    expect(personChannelId("123456789", "a")).toBe("a@123456789");
  });

  test("a source id leads back to its channel", () => {
    expect(channelOf(pairSourceId("alice", "bob"), "alice")).toEqual({ channelType: 1, channelId: "bob" });
    expect(channelOf(pairSourceId("alice", "bob"), "bob")).toEqual({ channelType: 1, channelId: "alice" });
    expect(channelOf(groupSourceId(2, "g:1"), "alice")).toEqual({ channelType: 2, channelId: "g:1" });
    expect(channelOf("alice", "alice")).toBeNull();
  });
});
