import { screen } from "@testing-library/react";
import { expect, test } from "vitest";
import { openPage } from "@/test/support/dom/page";
import { aContact, aConversation, aMessage } from "@/test/support/scenes/dtos";
import { ForwardDialog } from "./forward-dialog";

const found = (displayId: number, name: string) => ({
  conversation: aConversation({ id: displayId }),
  contact: aContact({ id: displayId, name }),
});

test("Enter forwards to nothing that an earlier search has found", async () => {
  let answer = () => {};
  const answered = new Promise<void>((resolve) => {
    answer = resolve;
  });
  const { user, inputsOf } = openPage(<ForwardDialog message={aMessage()} onClose={() => {}} />, {
    answers: {
      search: async ({ query }) => {
        if (query === "12") await answered;
        const conversations = [query === "1" ? found(1, "Ann") : found(12, "Ben")];
        return { contacts: [], conversations, messages: [] } as never;
      },
      "messages.forward": () => aMessage() as never,
    },
  });
  const field = await screen.findByRole("textbox");
  await user.type(field, "1");
  await screen.findByText("Ann");
  await user.type(field, "2{Enter}");
  expect(inputsOf("messages.forward")).toEqual([]);
  answer();
  await screen.findByText("Ben");
  await user.type(field, "{Enter}");
  await expect.poll(() => inputsOf("messages.forward")).toMatchObject([{ messageId: 1, displayId: 12 }]);
});

test("a forward whose answer was lost is repeated by its id, so that the note is written once", async () => {
  let isLost = true;
  const { user, inputsOf } = openPage(<ForwardDialog message={aMessage()} onClose={() => {}} />, {
    answers: {
      search: () => ({ contacts: [], conversations: [found(12, "Ben")], messages: [] }) as never,
      "messages.forward": () => {
        if (isLost) throw new TypeError("Failed to fetch");
        return aMessage() as never;
      },
    },
  });
  await user.type(await screen.findByRole("textbox"), "12");
  await user.click(await screen.findByText("Ben"));
  await expect.poll(() => screen.queryByText("Ben")?.closest("button")?.disabled).toBe(false);
  isLost = false;
  await user.click(screen.getByText("Ben"));
  await expect.poll(() => inputsOf("messages.forward")).toHaveLength(2);
  const [first, second] = inputsOf("messages.forward");
  expect(first).toMatchObject({ messageId: 1, displayId: 12, clientId: expect.stringMatching(/./) });
  expect(second).toEqual(first);
});
