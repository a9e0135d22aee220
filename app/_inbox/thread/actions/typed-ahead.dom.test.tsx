import { screen } from "@testing-library/react";
import { expect, test } from "vitest";
import { useEditLast, useOpenThread } from "@/app/_inbox/thread/open-thread";
import { windowOnDemand } from "@/app/_ui/overlay/window-on-demand";
import { openComposer } from "@/test/support/dom/composer";
import { later } from "@/test/support/dom/later";
import { aMessage } from "@/test/support/scenes/dtos";

const own = aMessage({
  id: 5,
  content: "Sure",
  direction: "out",
  status: "failed",
  sender: { type: "user", id: 1, name: "Ada Duarte" },
});
const ITEMS = [{ kind: "message" as const, message: own }];
const scrollToIndex = () => {};

/** The composer below a thread whose last message is the reader's; `load` brings the code of its edit. */
function openThread() {
  const code = later();
  const EditBox = windowOnDemand(async () => {
    await code.promise;
    return (await import("./edit-box")).EditBox;
  });
  function Thread() {
    useEditLast(ITEMS as never, scrollToIndex);
    return useOpenThread().editedId === own.id ? <EditBox message={own} /> : null;
  }
  const page = openComposer(
    { "messages.changeReach": () => ({ change: null, next: "unsent" }) as never },
    { thread: <Thread /> },
  );
  const reply = screen.getByRole<HTMLTextAreaElement>("textbox", { name: /^Reply to/ });
  return { ...page, reply, load: code.resolve };
}
const editField = () => screen.findByRole<HTMLTextAreaElement>("textbox", { name: "Message text" });

test("letters typed while the edit of the last message is loaded are in the edit, and none in the reply", async () => {
  const { user, reply, load } = openThread();
  await user.type(reply, "{ArrowUp}, dux{Backspace}e");
  load();
  const field = await editField();
  expect([field.value, reply.value]).toEqual(["Sure, due", ""]);
  await user.keyboard("!");
  expect(field.value).toBe("Sure, due!");
});

test("Escape ends an edit whose code is still loaded, and letters are of the reply again", async () => {
  const { user, reply, load } = openThread();
  await user.type(reply, "{ArrowUp}x{Escape}Hello");
  load();
  expect(reply.value).toBe("Hello");
  expect(screen.queryByRole("textbox", { name: "Message text" })).toBeNull();
});
