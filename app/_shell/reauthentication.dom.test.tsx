import { useMutation } from "@tanstack/react-query";
import { screen, within } from "@testing-library/react";
import { expect, test } from "vitest";
import { useTRPC } from "@/app/_lib/trpc";
import { Refusal } from "@/server/contract/_shared/refusal";
import { openPage } from "@/test/support/dom/page";
import { Reauthentication } from "./reauthentication";

function EndSessions() {
  const { mutate, status } = useMutation(useTRPC().members.endSessions.mutationOptions());
  return (
    <>
      <button type="button" onClick={() => mutate({ userId: 2 })}>
        End sessions
      </button>
      <output>{status}</output>
      <Reauthentication />
    </>
  );
}

test("a password that is confirmed after its question was closed leaves the next question open, and its change waiting for it", async () => {
  const answers: (() => void)[] = [];
  let isRequired = true;
  const { user } = openPage(<EndSessions />, {
    answers: {
      "me.identification": () => ({ hasPassword: true, hasCode: false, ssoName: null }),
      "me.reauthenticate": () => new Promise<never>((resolve) => answers.push(() => resolve(null as never))),
      "members.endSessions": () => {
        if (isRequired) throw new Refusal("auth.reauthentication_required");
        return null as never;
      },
    },
  });
  const confirm = async () => {
    const dialog = within(await screen.findByRole("dialog"));
    await user.type(await dialog.findByLabelText("Your password"), "correct-horse-42{Enter}");
  };
  await user.click(screen.getByRole("button", { name: "End sessions" }));
  await confirm();
  await expect.poll(() => answers).toHaveLength(1);
  await user.keyboard("{Escape}");
  await screen.findByText("error");
  await user.click(screen.getByRole("button", { name: "End sessions" }));
  await screen.findByRole("dialog");
  answers[0]?.();
  await confirm();
  await expect.poll(() => answers).toHaveLength(2);
  isRequired = false;
  answers[1]?.();
  await screen.findByText("success");
});
