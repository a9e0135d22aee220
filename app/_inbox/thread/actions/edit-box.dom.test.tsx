import { useIsMutating } from "@tanstack/react-query";
import { cleanup, screen } from "@testing-library/react";
import { useState } from "react";
import { expect, test } from "vitest";
import { OpenThreadProvider, useOpenThread } from "@/app/_inbox/thread/open-thread";
import { inbox } from "@/server/contract/event/sample-dtos";
import { composerRow } from "@/test/support/dom/composer";
import { later } from "@/test/support/dom/later";
import { openPage } from "@/test/support/dom/page";
import { aMessage } from "@/test/support/scenes/dtos";
import { EditBox } from "./edit-box";

const messages = [aMessage({ id: 1, content: "One" }), aMessage({ id: 2, content: "Two" })];

/** Two messages of a thread, each with a button that edits it; they can be scrolled out of the window. */
function openThread(edited: Promise<unknown> = Promise.resolve()) {
  function Messages() {
    const { editedId, beginEdit } = useOpenThread();
    const [isInSight, setInSight] = useState(true);
    const isSaving = useIsMutating() > 0;
    const message = messages.find(({ id }) => id === editedId);
    return (
      <>
        <button type="button" onClick={() => setInSight(!isInSight)}>
          Scroll
        </button>
        <output>{isSaving ? "saving" : "saved"}</output>
        {messages.map(({ id, content }) => (
          <button key={id} type="button" onClick={() => beginEdit(id)}>
            Edit {content}
          </button>
        ))}
        {message && isInSight ? <EditBox key={message.id} message={message} /> : null}
      </>
    );
  }
  return openPage(
    <OpenThreadProvider row={composerRow}>
      <Messages />
    </OpenThreadProvider>,
    {
      path: "/inbox?c=7",
      answers: {
        "inboxes.list": () => [inbox],
        "messages.changeReach": () => ({ change: null, next: "unsent" }) as never,
        "messages.edit": async ({ messageId }) => {
          await edited;
          return aMessage({ id: messageId, version: 2 });
        },
      },
    },
  );
}

const press = (name: string) => screen.getByRole("button", { name });
const field = () => screen.findByRole<HTMLTextAreaElement>("textbox");

test("an edit that is saved late leaves the edit of another message open", async () => {
  const { promise: edited, resolve: save } = later();
  const { user, inputsOf } = openThread(edited);
  await user.click(press("Edit One"));
  await user.type(await field(), "!");
  await user.click(screen.getByRole("button", { name: /^Save/ }));
  await expect.poll(() => inputsOf("messages.edit")).toEqual([{ messageId: 1, content: "One!" }]);
  await user.click(press("Edit Two"));
  await user.type(await field(), "?");
  save();
  await screen.findByText("saved");
  expect((await field()).value).toBe("Two?");
});

test("what is edited stays while its message is scrolled out of the window, until the edit ends", async () => {
  const { user } = openThread();
  await user.click(press("Edit One"));
  await user.type(await field(), " more");
  await user.click(press("Scroll"));
  await user.click(press("Scroll"));
  expect((await field()).value).toBe("One more");
  await user.click(press("Cancel"));
  await user.click(press("Edit One"));
  expect((await field()).value).toBe("One");
});

test("what is edited stays while another message is edited, and while another conversation is open", async () => {
  const { user } = openThread();
  await user.click(press("Edit One"));
  await user.type(await field(), " more");
  await user.click(press("Edit Two"));
  await user.click(press("Edit One"));
  expect((await field()).value).toBe("One more");
  cleanup();
  const again = openThread();
  await again.user.click(press("Edit One"));
  expect((await field()).value).toBe("One more");
  await again.user.click(press("Cancel"));
  await again.user.click(press("Edit One"));
  expect((await field()).value).toBe("One");
});

test("what is typed in a later edit of a message stays when the save of the one before is answered", async () => {
  const { promise: edited, resolve: save } = later();
  const { user, inputsOf } = openThread(edited);
  await user.click(press("Edit One"));
  await user.type(await field(), "!");
  await user.click(screen.getByRole("button", { name: /^Save/ }));
  await expect.poll(() => inputsOf("messages.edit")).toHaveLength(1);
  await user.click(press("Cancel"));
  await user.click(press("Edit One"));
  await user.type(await field(), " and more");
  save();
  await screen.findByText("saved");
  expect((await field()).value).toBe("One and more");
  await user.click(press("Cancel"));
});
