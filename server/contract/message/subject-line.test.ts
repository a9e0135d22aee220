import { expect, test } from "vitest";
import { setSubjectInput } from "@/server/contract/conversation/inputs";
import { outgoingEmail } from "./message-email";

test.each([
  ["Order 7\r\nBcc: eve@mail.example", "Order 7 Bcc: eve@mail.example"],
  ["\tOrder\u2028 7 \u0000", "Order  7"],
  [" \n", ""],
  ["Größe: 4 – passt", "Größe: 4 – passt"],
])("the subject %j of a mail or a conversation is on one line", (subject, line) => {
  expect(outgoingEmail.parse({ subject }).subject).toBe(line);
  expect(setSubjectInput.parse({ subject }).subject).toBe(line);
});
