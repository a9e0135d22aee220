import { expect, test } from "vitest";
import { smtpFaultOf, wordsOfAnswer } from "./smtp-fault";

const asNodemailerReads = (answer: string, encoding: BufferEncoding = "utf8"): string =>
  Buffer.from(answer, encoding).toString("latin1");

test.each([
  ["in English", "550 No such user", "550 No such user"],
  ["in UTF-8", asNodemailerReads("550 用户不存在"), "550 用户不存在"],
  ["in another charset", asNodemailerReads("550 Ungültig", "latin1"), "550 Ungültig"],
  ["that is read already", "550 用户不存在", "550 用户不存在"],
])("an answer %s is told in its own words", (_, response, words) => {
  expect(wordsOfAnswer(response)).toBe(words);
  expect(smtpFaultOf(Object.assign(new Error("refused"), { response })).words).toBe(words);
  expect(smtpFaultOf(new Error(response)).words).toBe(words);
});
