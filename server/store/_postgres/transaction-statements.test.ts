import { expect, test } from "vitest";
import { reactionsDone } from "@/server/lib/async/reactions-done";
import { createStatements } from "./transaction-statements";

/** Statements of a transaction whose `begin` is answered by `open`, and the texts in the order in which they were sent. */
function begin() {
  let open = (): void => {};
  const begun = new Promise<void>((resolve) => {
    open = resolve;
  });
  const statements = createStatements(begun);
  const sent: string[] = [];
  const send = (text: string, answer: () => Promise<unknown> = async () => []) =>
    statements.send(text, () => {
      sent.push(text);
      return answer();
    });
  return { open: () => open(), sent, send, statements };
}

test("reads are sent behind `begin`, and nothing overtakes a write that waits for its answer", async () => {
  const { open, sent, send, statements } = begin();
  const answers = [send("select 1"), send("with a as (insert …) select"), send("select 2")];
  await reactionsDone();
  expect(sent).toEqual(["select 1"]);
  open();
  await Promise.all(answers);
  await statements.sent();
  expect(sent).toEqual(["select 1", "with a as (insert …) select", "select 2"]);
});

test("a write that waits for `begin` and cannot be sent fails before the commit", async () => {
  const { open, send, statements } = begin();
  const refuse = () => Promise.reject(new Error("no such value"));
  send("insert", refuse).catch(() => {});
  const sent = statements.sent();
  open();
  await expect(sent).rejects.toThrow("no such value");
});

test("reactions are done when all that follow from a settled promise have run", async () => {
  let steps = 0;
  const follow = async () => {
    for (; steps < 1_000; steps++) await null;
  };
  void follow();
  await reactionsDone();
  expect(steps).toBe(1_000);
});
