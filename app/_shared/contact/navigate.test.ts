import { expect, test } from "vitest";
import { contactHref, NO_FILTER, readListFilter } from "@/app/_shared/contact/navigate";

const readBack = (href: string) => readListFilter(new URL(href, "http://localhost").searchParams);

test.each([
  [{ companyId: 7, label: null }, 12, "/contacts?companyId=7&c=12"],
  [{ companyId: null, label: "très urgent" }, null, "/contacts?label=tr%C3%A8s+urgent"],
  [NO_FILTER, 12, "/contacts?c=12"],
  [NO_FILTER, null, "/contacts"],
])("the filter %j survives the way through its URL", (filter, contactId, href) => {
  expect(contactHref(contactId, filter)).toBe(href);
  expect(readBack(href)).toEqual(filter);
});

test.each(["0", "-1", "7x", "", "1e3"])("the company %j in a URL is no filter", (companyId) => {
  expect(readBack(`/contacts?companyId=${companyId}`)).toEqual(NO_FILTER);
});

test("beside a company a label is left out: the list has one of them", () => {
  expect(readBack("/contacts?companyId=7&label=vip")).toEqual({ companyId: 7, label: null });
});
