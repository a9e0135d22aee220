import { expect, test } from "vitest";
import { anAttachment, aMessage } from "@/test/support/scenes/dtos";
import { madePayload } from "./made-payload";

const reader = { rendering: { now: new Date(0), baseUrl: "https://inbox.example.test" }, locale: "en" };
const photo = anAttachment({ id: 1, name: "photo.png", contentType: "image/png", width: 4, height: 3, bytes: 9 });
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
