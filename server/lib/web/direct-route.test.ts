import { expect, test } from "vitest";
import { urlPattern } from "./direct-route";

test("a URL pattern matches the URLs of its path and names their parameters", () => {
  const pattern = urlPattern("/accounts/:account_id/messages/:id");
  expect(pattern.exec("/accounts/1/messages/23")?.groups).toEqual({ account_id: "1", id: "23" });
  expect(pattern.exec("/accounts/1/messages/23/")?.groups).toEqual({ account_id: "1", id: "23" });
  for (const url of ["/accounts/1/messages/", "/accounts/1/2/messages/3", "/accounts/1/messages/23?a=1"])
    expect(pattern.test(url)).toBe(false);
});

test("a dot in a path matches only a dot", () => {
  expect(urlPattern("/a.b").test("/a.b")).toBe(true);
  expect(urlPattern("/a.b").test("/acb")).toBe(false);
});
