import { screen } from "@testing-library/react";
import { expect, test } from "vitest";
import { inbox } from "@/server/contract/event/sample-dtos";
import type { SettingChangeDto } from "@/server/contract/inbox/setting-change";
import { openPage } from "@/test/support/dom/page";
import { ChangeSentence } from "./audit-line";

const change = {
  ...{ subjectId: 1, subjectName: "Orders", setting: "inboxIds" },
  ...{ actor: { type: "user", id: 1, name: "Ada" }, from: null, to: [inbox.id] },
};

test.each([
  ["endpoint", null, "from all inboxes to Shop"],
  ["member", [], "from none to Shop"],
] as const)("of the inboxes of a %s, %j are written as what they mean: %s", async (subject, from, words) => {
  openPage(
    <p>
      <ChangeSentence change={{ ...change, subject, from } as unknown as SettingChangeDto} />
    </p>,
    {
      answers: {
        "inboxes.list": () => [{ ...inbox, name: "Shop" }],
        "members.list": () => [],
        "tokens.list": () => [],
      },
    },
  );
  await screen.findByText("Shop");
  await expect.poll(() => screen.getByRole("paragraph").textContent).toContain(words);
});
