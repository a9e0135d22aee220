import { expect, test } from "vitest";
import { addUsed, takeUsed } from "./used-replies";

const reply = (key: string, insert: string) => ({ key, insert });
const taken = (displayId: number, content: string) => takeUsed(displayId, content).map(({ key }) => key);

test("a text is sent with the canned replies of which it still has a part, each once", () => {
  addUsed(1, [reply("5", "Dear Ana, thank you for writing.")]);
  addUsed(1, [reply("6", "Returns are free")]);
  addUsed(1, [reply("5", "Dear Ana, thank you for writing.")]);
  expect(taken(1, "Hello! We thank you.")).toEqual(["5"]);
  expect(taken(1, "Dear Ana"), "the next message has none").toEqual([]);
});

test("a changed text without blanks is still sent with its canned reply, a replaced one is not", () => {
  const greeting = [reply("7", "您好，感谢您的来信！")];
  addUsed(1, greeting);
  expect(taken(1, "王先生，感谢您的来信！")).toEqual(["7"]);
  addUsed(1, greeting);
  expect(taken(1, "再见")).toEqual([]);
});

test("replies of one conversation are not those of another, and a text that came back has them again", () => {
  addUsed(1, [reply("5", "Hello")]);
  expect(taken(2, "Hello")).toEqual([]);
  const sent = takeUsed(1, "Hello");
  addUsed(1, sent);
  expect(taken(1, "Hello")).toEqual(["5"]);
});
