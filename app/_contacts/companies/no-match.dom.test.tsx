import { screen } from "@testing-library/react";
import { expect, test } from "vitest";
import { openPage } from "@/test/support/dom/page";
import { CompanyListPane } from "./companies-screen";
import CompanyPicker from "./company-picker";

test.each([
  [
    "the list of companies",
    <CompanyListPane key="list" selected={null} onOpenNav={() => {}} onNew={() => {}} />,
  ],
  ["the choice of a company", <CompanyPicker key="choice" onChoose={() => {}} onClose={() => {}} />],
])("%s does not say that no company matches words whose answer is not there yet", async (_, list) => {
  const { user } = openPage(list, {
    path: "/contacts?companies",
    answers: {
      "companies.list": ({ query }: { query: string | null }) =>
        query === "Acme" ? new Promise(() => {}) : { data: [], nextCursor: null },
    } as never,
  });
  const field = await screen.findByRole("searchbox");
  await user.type(field, "zz");
  await screen.findByText(/^No matches/);
  await user.clear(field);
  await screen.findByText("No companies yet");
  await user.type(field, "Acme");
  await expect.poll(() => screen.queryByText("No companies yet")).toBeNull();
  expect(screen.queryByText(/^No matches/)).toBeNull();
});
