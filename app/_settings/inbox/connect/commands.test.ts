import { runInNewContext } from "node:vm";
import { expect, test } from "vitest";
import { nodeOfMessage } from "./commands";

const target = {
  origin: "https://desk.example",
  accountId: 1,
  inboxId: 7,
  inboxName: "Shop",
  token: "s3cret",
};
const sample = { customer: "Li Wen", content: 'It\'s "me"' };

test("the example for Node runs in a script too, where there is no await outside of functions", async () => {
  const sent: unknown[] = [];
  const printed = new Promise((resolve) => {
    const fetch = async (url: string, { body }: { body: string }) => {
      sent.push(url, JSON.parse(body));
      return { status: 201, json: async () => ({ id: 5 }) };
    };
    const log = (...words: unknown[]) => resolve(words);
    runInNewContext(nodeOfMessage(target, sample), { fetch, console: { log } });
  });
  expect(await printed).toEqual([201, { id: 5 }]);
  const message = { from: { sourceId: "first-steps", name: "Li Wen" }, content: 'It\'s "me"' };
  expect(sent).toEqual(["https://desk.example/v1/inboxes/7/messages", message]);
});

test("no line of the example for Node ends a statement that the next one continues: consoles run each line", () => {
  const lines = nodeOfMessage(target, sample).split("\n");
  expect(lines.filter((line) => line.trimStart().startsWith("."))).toEqual([]);
});
