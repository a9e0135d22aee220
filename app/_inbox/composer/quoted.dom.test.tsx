import { screen } from "@testing-library/react";
import { expect, test } from "vitest";
import { useCacheWriter } from "@/app/_shell/cache/use-cache-writer";
import { useThread } from "@/app/_shell/cache/use-thread";
import { openComposer, QuoteButton } from "@/test/support/dom/composer";
import { aMessage } from "@/test/support/scenes/dtos";

const quoted = aMessage({ id: 5, number: 3, content: "My card is 4111" });

/** The thread of the quoted message, which somebody else deletes. */
function Thread() {
  const writer = useCacheWriter();
  const { isSuccess } = useThread(7);
  const remove = () =>
    writer.message(7, { ...quoted, version: 2, content: "", deletedAt: new Date().toISOString() });
  return (
    <>
      {isSuccess ? <QuoteButton message={quoted} /> : null}
      <button type="button" onClick={remove}>
        Deleted meanwhile
      </button>
    </>
  );
}

test("a reply shows that the message which it quotes was deleted meanwhile", async () => {
  const { user } = openComposer(
    { "messages.list": () => ({ data: [quoted], hasMore: false, asOf: "0" }) },
    { thread: <Thread /> },
  );
  await user.click(await screen.findByRole("button", { name: "Quote" }));
  await screen.findByText("My card is 4111");
  await user.click(screen.getByRole("button", { name: "Deleted meanwhile" }));
  await expect.poll(() => screen.queryByText("My card is 4111")).toBeNull();
});

/** The composer of a thread with one message. */
function openQuoting() {
  const { user } = openComposer(
    { "messages.list": () => ({ data: [quoted], hasMore: false, asOf: "0" }) },
    { thread: <Thread /> },
  );
  const quote = async () => user.click(await screen.findByRole("button", { name: "Quote" }));
  return { user, quote };
}

test("a message that is quoted already is quoted again: the composer has the focus", async () => {
  const { user, quote } = openQuoting();
  await quote();
  const field = await screen.findByRole("textbox", { name: /^Reply/ });
  await user.keyboard("{Escape}");
  expect(document.activeElement).not.toBe(field);
  await quote();
  await expect.poll(() => document.activeElement).toBe(field);
});

test("quoting a message ends an empty note, and leaves one that has a text", async () => {
  const { user, quote } = openQuoting();
  await user.click(screen.getByRole("button", { name: "Note" }));
  await quote();
  await screen.findByText("My card is 4111");
  await user.click(screen.getByRole("button", { name: "Note" }));
  await user.type(screen.getByRole("textbox", { name: /note/i }), "She called");
  await quote();
  expect(screen.getByRole<HTMLTextAreaElement>("textbox", { name: /note/i }).value).toBe("She called");
});
