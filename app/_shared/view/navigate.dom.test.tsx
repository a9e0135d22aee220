import { expect, test, vi } from "vitest";
import { openPage } from "@/test/support/dom/page";
import { openConversation, openNow } from "./navigate";

test("a contact that is shown is not the open conversation, whatever its number", () => {
  openPage(null, { path: "/contacts?c=12" });
  expect(openNow()).toBeNull();
});

test.each(["/contacts", "/contacts?c=12", "/settings/profile"])(
  "a conversation is opened in the inbox from %s",
  (path) => {
    openPage(null, { path });
    const assign = vi.spyOn(location, "assign").mockImplementation(() => {});
    openConversation(12);
    expect(assign.mock.calls).toEqual([["/inbox?view=all&status=any&c=12"]]);
    expect(location.pathname + location.search).toBe(path);
  },
);

test("in the inbox a conversation is opened beside its list, without another page", () => {
  openPage(null, { path: "/inbox?view=unassigned" });
  openConversation(12);
  expect(location.pathname + location.search).toBe("/inbox?view=unassigned&c=12");
});
