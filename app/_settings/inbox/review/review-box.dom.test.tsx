import { screen } from "@testing-library/react";
import { expect, test } from "vitest";
import { Refusal } from "@/server/contract/_shared/refusal";
import { inbox } from "@/server/contract/event/sample-dtos";
import { openPage } from "@/test/support/dom/page";
import { ReviewBox } from "./review-box";

test("a review that cannot be loaded is named, and tried again", async () => {
  const { user, inputsOf } = openPage(<ReviewBox inbox={inbox} />, {
    answers: {
      "audit.inbox": () => {
        throw new Refusal("auth.forbidden");
      },
    },
  });
  await user.click(await screen.findByRole("button", { name: "Try again" }));
  await expect.poll(() => inputsOf("audit.inbox")).toHaveLength(2);
});
