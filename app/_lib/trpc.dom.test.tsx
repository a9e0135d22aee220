import { useMutation } from "@tanstack/react-query";
import { act, screen } from "@testing-library/react";
import { expect, test } from "vitest";
import { openPage } from "@/test/support/dom/page";
import { useTRPC } from "./trpc";

const happens = (type: "online" | "offline") => act(() => void window.dispatchEvent(new Event(type)));

function Delete() {
  const remove = useMutation(useTRPC().macros.remove.mutationOptions());
  return (
    <button type="button" onClick={() => remove.mutate({ macroId: 1 })}>
      {remove.isError ? "Not deleted" : "Delete"}
    </button>
  );
}

test("a change without a network fails at once, and is not made when the network is back", async () => {
  let isReachable = false;
  const { user, inputsOf, settled } = openPage(<Delete />, {
    answers: {
      "macros.remove": () => {
        if (!isReachable) throw new Error("no network");
        return undefined as never;
      },
    },
  });
  happens("offline");
  try {
    await user.click(screen.getByRole("button", { name: "Delete" }));
    await screen.findByRole("button", { name: "Not deleted" });
  } finally {
    isReachable = true;
    happens("online");
  }
  await settled();
  expect(inputsOf("macros.remove")).toHaveLength(1);
});
