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
  await expect.poll(() => inputsOf("messages.forward")).toEqual([{ messageId: 1, displayId: 12 }]);
});
