import { expect, test } from "vitest";
import { Refusal, type RefusalCode } from "@/server/contract/_shared/refusal";
import { answerOf } from "./errors";

test.each([
  ["canned_reply.too_many", "500", "Too many canned responses"],
  ["conversation.exists", "12", "The contact has a conversation in this inbox"],
  ["file.attached", "7", "The file is attached already: upload it again"],
  ["file.too_many", "1", "Too many files (maximum is 1)"],
  ["message.too_long", "4096", "Content is too long (maximum is 4096 characters)"],
] as const satisfies readonly (readonly [RefusalCode, string, string])[])(
  "%s is a sentence, not the bare number",
  (code, detail, error) => {
    expect(answerOf(new Refusal(code, { detail }))).toEqual({ status: 422, body: { error } });
  },
);
