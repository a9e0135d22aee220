import { screen } from "@testing-library/react";
import { expect, test } from "vitest";
import { inbox } from "@/server/contract/event/sample-dtos";
import { choose, openPage } from "@/test/support/dom/page";
import { SignatureFields } from "./signature-fields";

test("a member saves a signature, and variables that it cannot have are not saved", async () => {
  let saved = [{ inboxId: null as number | null, text: "Ada" }];
  const { user, inputsOf } = openPage(<SignatureFields />, {
    answers: {
      "me.signatures": () => saved,
      "inboxes.list": () => [inbox],
      "me.setSignature": (input) => {
        saved = [input];
        return input;
      },
    },
  });
  const field = () => screen.getByRole<HTMLTextAreaElement>("textbox", { name: "Your signature" });
  await expect.poll(() => screen.queryByRole("textbox")).not.toBeNull();
  expect(field().value).toBe("Ada");
  const save = screen.getByRole("button", { name: "Save signature" });
  await user.type(field(), ", {{{{date}}");
  await user.click(save);
  expect(screen.getByText("A signature can't contain {{date}}.")).toBeTruthy();
  expect(inputsOf("me.setSignature")).toEqual([]);
  await user.clear(field());
  await user.type(field(), "Best, {{{{agent.name}}");
  await user.click(save);
  await expect
    .poll(() => inputsOf("me.setSignature"))
    .toEqual([{ inboxId: null, text: "Best, {{agent.name}}" }]);
});

test("what is typed while a signature is saved stays, as does what was typed for another inbox", async () => {
  let answer = () => {};
  const answered = new Promise<void>((resolve) => {
    answer = resolve;
  });
  const page = openPage(<SignatureFields />, {
    answers: {
      "me.signatures": () => [],
      "inboxes.list": () => [inbox, { ...inbox, id: inbox.id + 1, name: "Mail" }],
      "me.setSignature": async (input) => {
        await answered;
        return input;
      },
    },
  });
  const { user } = page;
  const field = await screen.findByRole<HTMLTextAreaElement>("textbox", { name: "Your signature" });
  const chooseInbox = (name: string) => choose(page, screen.getByRole("combobox"), name);
  await user.type(field, "Ada");
  await chooseInbox("Mail");
  expect(field.value).toBe("");
  await user.type(field, "Regards");
  await user.click(screen.getByRole("button", { name: "Save signature" }));
  await user.type(field, ", Ada");
  answer();
  await screen.findByText("Signature saved");
  expect(field.value).toBe("Regards, Ada");
  await chooseInbox("All inboxes");
  expect(field.value).toBe("Ada");
});

test("a signature saved in another window is shown on return, and does not replace what is typed here", async () => {
  let saved = [{ inboxId: null as number | null, text: "Ada" }];
  const page = openPage(<SignatureFields />, {
    answers: {
      "me.signatures": () => saved,
      "inboxes.list": () => [inbox, { ...inbox, id: inbox.id + 1, name: "Mail" }],
    },
  });
  const comeBack = async (text: string) => {
    saved = [{ inboxId: null, text }];
    const reads = page.inputsOf("me.signatures").length;
    window.dispatchEvent(new Event("focus"));
    await expect.poll(() => page.inputsOf("me.signatures").length).toBe(reads + 1);
    await page.settled();
  };
  const hint = () => screen.queryByText(/was changed elsewhere meanwhile/);
  const field = await screen.findByRole<HTMLTextAreaElement>("textbox", { name: "Your signature" });
  await comeBack("Best, Ada");
  expect(field.value).toBe("Best, Ada");
  await page.user.type(field, " Lima");
  await comeBack("Regards, Ada");
  expect(field.value).toBe("Best, Ada Lima");
  expect(hint()).not.toBeNull();
  await choose(page, screen.getByRole("combobox"), "Mail");
  expect(hint()).toBeNull(); // this one is as it was
});
