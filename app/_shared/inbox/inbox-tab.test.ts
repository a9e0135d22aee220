import { expect, test } from "vitest";
import {
  INBOX_TABS,
  inboxHref,
  inboxTabOf,
  isLinkToChange,
  parseInboxTab,
} from "@/app/_shared/inbox/inbox-tab";

test.each(INBOX_TABS)("the tab %s survives the way through its URL", (tab) => {
  expect(inboxTabOf(inboxHref(7, tab))).toBe(tab);
});

test("a link to a change of the rules without a tab is recognised, one with a tab is left alone", () => {
  expect(isLinkToChange({ pathname: "/settings/inboxes/7", hash: "#change-12" })).toBe(true);
  expect(isLinkToChange({ pathname: "/settings/inboxes/7", hash: "" })).toBe(false);
  expect(isLinkToChange({ pathname: "/settings/inboxes/7/rules", hash: "#change-12" })).toBe(false);
});

test("an unknown tab is none", () => {
  expect([["nothing"], ["general"], ["rules", "more"]].map(parseInboxTab)).toEqual([null, null, null]);
});
