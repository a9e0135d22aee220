import { screen } from "@testing-library/react";
import { expect, test, vi } from "vitest";
import { inbox } from "@/server/contract/event/sample-dtos";
import { listChannelForms } from "@/server/queries/inboxes/channels";
import { openPage } from "@/test/support/dom/page";
import { CreateInboxDialog } from "./create-inbox-dialog";

const push = vi.hoisted(() => vi.fn());
vi.mock("next/navigation", async (original) => ({
  ...(await original<object>()),
  useRouter: () => ({ push }),
}));

const openDialog = () =>
  openPage(<CreateInboxDialog open onOpenChange={() => {}} />, {
    answers: { "inboxes.channels": () => listChannelForms(), "inboxes.create": () => ({ ...inbox, id: 7 }) },
  });

test("a new inbox has the channel that was chosen, and opens where it is connected", async () => {
  const { user, inputsOf } = openDialog();
  await user.click(await screen.findByRole("button", { name: /^Chatwoot client/ }));
  const name = screen.getByRole("textbox", { name: "Name" });
  expect(document.activeElement).toBe(name);
  await user.type(name, "Shop");
  await user.type(screen.getByRole("textbox", { name: "Callback URL" }), "https://shop.example/out{Enter}");
  await expect
    .poll(() => inputsOf("inboxes.create"))
    .toEqual([
      {
        name: "Shop",
        channel: "api",
        settings: {},
        callbackUrl: "https://shop.example/out",
        callbackFormat: "chatwoot",
        messagesStartAs: "pending",
      },
    ]);
  await expect.poll(() => push.mock.lastCall).toEqual(["/settings/inboxes/7/connect"]);
});

test("back in the gallery, the channel that was left has the focus", async () => {
  const { user } = openDialog();
  await user.click(await screen.findByRole("button", { name: /^WuKongIM/ }));
  expect(screen.queryByRole("textbox", { name: "Callback URL" })).toBeNull();
  await user.click(screen.getByRole("button", { name: "Back to channels" }));
  expect(document.activeElement).toBe(await screen.findByRole("button", { name: /^WuKongIM/ }));
});
