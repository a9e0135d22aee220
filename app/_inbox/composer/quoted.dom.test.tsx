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
