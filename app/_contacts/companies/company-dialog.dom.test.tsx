import { act, screen, within } from "@testing-library/react";
import { useState } from "react";
import { expect, test } from "vitest";
import type { CompanyDto } from "@/server/contract/contact/company";
import { openPage } from "@/test/support/dom/page";
import CompanyDialog from "./company-dialog";

const ACME: CompanyDto = {
  id: 3,
  version: 1,
  name: "Acme",
  domains: ["acme.example", "acme.old"],
  description: "",
  createdAt: "2026-01-31T08:30:15Z",
  updatedAt: "2026-01-31T08:30:15Z",
  deletedAt: null,
};

let change = () => {};

/** A company that somebody else changes while its dialog is open. */
function Scene() {
  const [company, setCompany] = useState(ACME);
  change = () => setCompany({ ...ACME, name: "Acme Ltd", domains: [...ACME.domains, "acme.test"] });
  return <CompanyDialog company={company} onClose={() => {}} />;
}

async function open() {
  const page = openPage(<Scene />, { answers: { "companies.update": () => ACME } });
  const dialog = within(await screen.findByRole("dialog"));
  const field = (name: string) => dialog.getByRole("textbox", { name });
  const save = () => page.user.click(dialog.getByRole("button", { name: "Save" }));
  return { ...page, field, save };
}

test("saving a company leaves what was changed since its dialog was opened", async () => {
  const { user, inputsOf, field, save } = await open();
  await user.type(field("Notes"), "Key account");
  act(change);
  await save();
  await expect
    .poll(() => inputsOf("companies.update"))
    .toEqual([{ companyId: 3, description: "Key account" }]);
});

test("domains are added and removed beside what was changed in them since the dialog was opened", async () => {
  const { user, inputsOf, field, save } = await open();
  await user.clear(field("Email domains"));
  await user.type(field("Email domains"), "acme.example acme.new");
  act(change);
  await save();
  await expect
    .poll(() => inputsOf("companies.update"))
    .toEqual([{ companyId: 3, domains: ["acme.example", "acme.test", "acme.new"] }]);
});
