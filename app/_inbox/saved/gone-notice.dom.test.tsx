import { screen } from "@testing-library/react";
import { expect, test } from "vitest";
import { useView } from "@/app/_shell/view/use-view";
import { openPage } from "@/test/support/dom/page";
import GoneNotice from "./gone-notice";

function Shown() {
  return <GoneNotice view={useView().view} />;
}

test("a list with deleted filters shows them one after the other, each with a link that removes it", async () => {
  const { user } = openPage(<Shown />, {
    path: "/inbox?view=all&label=never-there&team=999999",
    answers: {
      "inboxes.list": () => [],
      "teams.list": () => [],
      "members.list": () => [],
      "labels.list": () => [],
    },
  });
  await screen.findByText("This list filters by a deleted team.", { exact: false });
  await user.click(screen.getByRole("link", { name: "Remove filter" }));
  await screen.findByText("filters by the label “never-there”", { exact: false });
  await user.click(screen.getByRole("link", { name: "Remove filter" }));
  await expect.poll(() => screen.queryByRole("status")).toBeNull();
  expect(location.search).toBe("?view=all");
});
