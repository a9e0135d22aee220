import { screen } from "@testing-library/react";
import { useState } from "react";
import { expect, test } from "vitest";
import type { Answers } from "@/test/support/dom/network";
import { openPage } from "@/test/support/dom/page";
import { CompanyField } from "./company-field";

function Scene() {
  const [name, setName] = useState("");
  return <CompanyField name={name} email="" onChange={setName} />;
}

const open = (list: NonNullable<Answers["companies.list"]>) =>
  openPage(<Scene />, { answers: { "companies.list": list } });

test("a company is not called new while it may be behind those that were found", async () => {
  const { user, inputsOf, settled } = open(
    () => ({ data: [{ id: 2, name: "A-Acme" }], nextCursor: "2", asOf: "0" }) as never,
  );
  await user.type(await screen.findByRole("combobox", { name: "Company" }), "Acme");
  await expect.poll(() => inputsOf("companies.list")).toMatchObject([{ query: null }, { query: "Acme" }]);
  await settled();
  expect(screen.queryByText("“Acme” will be created.")).toBeNull();
});

test("a company is not called new by what was found for the words before", async () => {
  const { user, inputsOf } = open(({ query }) =>
    query === null ? ({ data: [], nextCursor: null, asOf: "0" } as never) : new Promise(() => {}),
  );
  await user.type(await screen.findByRole("combobox", { name: "Company" }), "Acme");
  await expect.poll(() => inputsOf("companies.list")).toHaveLength(2);
  expect(screen.queryByText("“Acme” will be created.")).toBeNull();
});

test("a company that is nowhere is called new", async () => {
  const { user } = open(() => ({ data: [], nextCursor: null, asOf: "0" }) as never);
  await user.type(await screen.findByRole("combobox", { name: "Company" }), "Acme");
  expect(await screen.findByText("“Acme” will be created.")).toBeTruthy();
});
