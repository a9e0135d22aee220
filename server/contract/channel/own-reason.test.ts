import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { ownReasonOf } from "./own-reason";

/** The sentences in the sources that make them; a placeholder stands for a number or a name. */
const sentencesIn = (path: string, pattern: RegExp): string[] =>
  [...readFileSync(path, "utf8").matchAll(pattern)].map(([, , text = ""]) =>
    text.replaceAll(/\$\{\w*Ms\}/g, "30000").replaceAll(/\$\{[^}]+\}/g, "chat.example.test"),
  );

const QUOTED = /(["`])((?:[A-Z]|\$\{)[^"`\n]*?\.(?: [^"`\n]*)?)\1/g;

test.each([
  ["server/worker/sends/send-queue.ts", 2],
  ["server/lib/outbound/post.ts", 5],
])("a screen can translate every reason of %s", (path, count) => {
  const sentences = sentencesIn(path, QUOTED);
  expect(sentences.length).toBeGreaterThanOrEqual(count);
  expect(sentences.filter((one) => ownReasonOf(one) === null)).toEqual([]);
});

test.each([
  ["No answer within 30000 ms.", { name: "no_answer", word: "30000" }],
  ["The name chat.example.test was not found.", { name: "unknown_name", word: "chat.example.test" }],
  [
    "chat.example.test leads to a private or reserved address. Whoever runs Tickline finds it in the log, and can allow it.",
    { name: "private_address", word: "chat.example.test" },
  ],
  ["The message could not be prepared: no\nfile", { name: "unprepared", word: "no\nfile" }],
  ["400: Connection refused.", null],
  ["not on WhatsApp", null],
])("%s", (text, reason) => expect(ownReasonOf(text)).toEqual(reason));
