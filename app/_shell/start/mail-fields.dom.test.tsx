import { screen } from "@testing-library/react";
import { expect, test } from "vitest";
import { contact, inbox } from "@/server/contract/event/sample-dtos";
import { openPage } from "@/test/support/dom/page";
import { aConversation } from "@/test/support/scenes/dtos";
import StartDialog from "./start-dialog";

test("an address that is not ended yet is no mail's: the keys that send end it first, and a wrong one is corrected", async () => {
  const { user, inputsOf } = openPage(
    <StartDialog contact={contact} onClose={() => {}} onStarted={() => {}} />,
    {
      answers: {
        "inboxes.list": () => [{ ...inbox, channel: "email" }],
        "files.limits": () => ({ bytesMax: 1, perMessage: 1 }),
        "me.get": () => ({ undoSendSeconds: 8 }) as never,
        "conversations.list": () => ({ data: [], nextCursor: null, asOf: "0" }) as never,
        "conversations.start": () => ({ conversation: aConversation({ id: 7 }) }) as never,
      },
    },
  );
  await user.type(await screen.findByRole("textbox", { name: "First message" }), "Hello");
  const send = screen.getByRole("button", { name: /^Send/ });
  await user.type(await screen.findByRole("textbox", { name: "Subject" }), "Order");
  const cc = screen.getByRole("textbox", { name: "Cc" });
  await user.type(cc, "bob@mail.example{Control>}{Enter}{/Control}");
  await user.type(cc, "cleo@mail");
  await user.click(send);
  expect(await screen.findByText("“cleo@mail” is not an email address.")).toBeTruthy();
  expect(inputsOf("conversations.start")).toEqual([]);
  await user.type(cc, ".example");
  await user.click(send);
  const cced = ["bob@mail.example", "cleo@mail.example"].map((address) => ({ name: "", address }));
  await expect.poll(() => inputsOf("conversations.start")).toMatchObject([{ email: { cc: cced } }]);
});
