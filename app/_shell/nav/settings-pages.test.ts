import { expect, test } from "vitest";
import { mayOpenSettings, settingsHref, settingsPagesOf } from "./settings-pages";

test("agents are offered their own pages of the settings only, administrators every page", () => {
  expect(settingsPagesOf("agent").map(settingsHref)).toEqual([
    "/settings/profile",
    "/settings/canned",
    "/settings/macros",
  ]);
  expect(settingsPagesOf("administrator").map(settingsHref)).toContain("/settings/audit");
});

test("an agent may open the offered pages and the page that leads to them, and an administrator also those below them", () => {
  const open = (role: string) =>
    ["/settings", "/settings/profile", "/settings/members", "/settings/inboxes/7/rules"].map((path) =>
      mayOpenSettings(role, path),
    );
  expect(open("agent")).toEqual([true, true, false, false]);
  expect(open("administrator")).toEqual([true, true, true, true]);
});
