import { expect, test } from "vitest";
import type { Transcript } from "@/server/store/messages/system-messages";
import { transcriptText } from "./mail-text";

const transcript: Transcript = {
  account: "Acme\r\nBcc: all@example.test",
  timeZone: "UTC",
  displayId: 12,
  isCut: true,
  messages: [
    {
      sender: "Li\nWen",
      at: new Date("2026-11-20T09:41:00Z"),
      content: "Where is <b>it</b>?\nThanks",
      files: [],
    },
    { sender: null, at: new Date("2026-11-20T09:42:00Z"), content: "", files: ["photo.jpg"] },
  ],
};

test("a transcript has every message with its sender, time and files; names stay on one line", () => {
  expect(transcriptText("en", transcript)).toEqual({
    subject: "Your conversation with Acme Bcc: all@example.test (#12)",
    text: `Your conversation with Acme Bcc: all@example.test (#12)

Earlier messages are left out.

Li Wen, Nov 20, 2026, 9:41 AM UTC:
Where is <b>it</b>?
Thanks

Unknown, Nov 20, 2026, 9:42 AM UTC:
[File: photo.jpg]
`,
  });
});

test("the times of a transcript are in the account's time zone", () => {
  const { text } = transcriptText("en", { ...transcript, timeZone: "Asia/Shanghai" });
  expect(text).toContain("Li Wen, Nov 20, 2026, 5:41 PM GMT+8:");
});

test("a transcript is in the requested language, also without messages", () => {
  const { subject, text } = transcriptText("zh", { ...transcript, account: "Acme", messages: [] });
  expect(subject).toBe("您与 Acme 的会话记录（#12）");
  expect(text).toContain("还没有消息。");
});
