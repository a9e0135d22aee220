import { expect, test } from "vitest";
import { CHANNELS, carriesAddress, groupNameIn, hasGroups } from "./channel";

test.each(CHANNELS)("a source id of %s does not work in another channel", (from) => {
  for (const to of CHANNELS) if (to !== from) expect(carriesAddress(from, to)).toBe(false);
});

test("a phone number and an integrator's id work in another inbox; a browser's session does not", () => {
  expect(carriesAddress("evolution", "evolution")).toBe(true);
  expect(carriesAddress("api", "api")).toBe(true);
  expect(carriesAddress("widget", "widget")).toBe(false);
});

test.each([
  ["choir", "2:choir"],
  ["2:choir", "2:choir"],
  ["4:village", "4:village"],
  ["1:ann@bob", "1:ann@bob"],
  ["123:choir", "2:123:choir"],
  [null, "2:random"],
])("where clients know channels, the group %s is named %s", (given, name) => {
  expect(groupNameIn({ channel: "wukongim" }, given, () => "random")).toBe(name);
});

test("elsewhere a group has the name that it is given, or none", () => {
  for (const channel of CHANNELS.filter((one) => !hasGroups({ channel: one }))) {
    expect(groupNameIn({ channel }, "choir", () => "random")).toBe("choir");
    expect(groupNameIn({ channel }, null, () => "random")).toBeNull();
  }
});
