import { expect, test } from "vitest";
import { readPayload } from "./payload-text";

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
  expect(readPayload(bytes({ type: 2000 })).system).toEqual({ template: "[System message]", parameters: {} });
  expect(readPayload(bytes({ type: 2001, content: "x" })).system).toBeNull();
});
