import { expect, test } from "vitest";
import type { MessageDto } from "@/server/contract/_shared/dto";
import type { MessageWithFiles } from "@/server/contract/file/file";
import { aMessage, anAttachment } from "@/test/support/scenes/dtos";
import { applyFiles, messagesWithFiles } from "./files";

const file = anAttachment();

const message = (number: number, more: Partial<MessageDto> = {}): MessageDto & MessageWithFiles => {
  const { attachments = [file], ...rest } = aMessage({ id: number, number, attachments: [file], ...more });
  return { ...rest, attachments };
};
const withoutFiles = (number: number, version: number): MessageDto =>
  aMessage({ id: number, number, version });

type Numbers = number[];
/** Pages with these numbers; only the last page may be the end. */
const list = (isWhole: boolean, ...pages: Numbers[]) => ({
  pages: pages.map((numbers, index) => ({
    data: numbers.map((number): MessageWithFiles => message(number)),
    nextCursor: isWhole && index === pages.length - 1 ? null : "more",
  })),
});
const numbersOf = (cached: ReturnType<typeof list>) =>
  cached.pages.map(({ data }) => data.map((m) => m.number));

test("a new message with files comes first; one without changes nothing", () => {
  const cached = list(true, [9, 5]);
  expect(numbersOf(applyFiles(cached, message(10)))).toEqual([[10, 9, 5]]);
  expect(applyFiles(cached, withoutFiles(11, 1))).toBe(cached);
  expect(numbersOf(applyFiles(list(true, []), message(1)))).toEqual([[1]]);
});

test("a newer version replaces, and an older or equal one is dropped", () => {
  const cached = list(true, [9, 5]);
  const preview = { ...file, hasPreview: true };
  const next = applyFiles(cached, message(5, { version: 2, attachments: [preview] }));
  expect(messagesWithFiles(next)[1]?.attachments).toEqual([preview]);
  expect(applyFiles(next, message(5))).toBe(next);
});

test("a deleted message leaves; a restored one takes its place again, in its page", () => {
  const cached = list(false, [9, 7], [5, 3]);
  const deleted = applyFiles(cached, withoutFiles(7, 2));
  expect(numbersOf(deleted)).toEqual([[9], [5, 3]]);
  expect(numbersOf(applyFiles(deleted, message(7, { version: 3 })))).toEqual([[9], [7, 5, 3]]);
});

test("a message below the loaded ones is ignored until its page is loaded", () => {
  const cached = list(false, [9, 7], [5, 3]);
  expect(numbersOf(applyFiles(cached, message(2)))).toEqual([
    [9, 7],
    [5, 3],
  ]);
  expect(numbersOf(applyFiles(list(true, [9, 7], [5, 3]), message(2)))).toEqual([
    [9, 7],
    [5, 3, 2],
  ]);
});
