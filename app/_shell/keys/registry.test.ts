import { expect, test } from "vitest";
import { matchesKey } from "./registry";

const press = (key: string, more: Partial<KeyboardEvent> = {}) => ({
  key,
  code: "",
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  shiftKey: false,
  ...more,
});

test("a letter matches only itself", () => {
  expect(matchesKey(press("e"), "e")).toBe(true);
  expect(matchesKey(press("r"), "e")).toBe(false);
  for (const modifier of ["ctrlKey", "metaKey", "altKey", "shiftKey"] as const)
    expect(matchesKey(press("e", { [modifier]: true }), "e")).toBe(false);
});

test("a letter with Shift is distinguished from the same without, also with caps lock", () => {
  expect(matchesKey(press("J", { shiftKey: true }), "Shift+j")).toBe(true);
  expect(matchesKey(press("j"), "Shift+j")).toBe(false);
  expect(matchesKey(press("J"), "j")).toBe(true);
});

test("a sign matches however the keyboard produces it", () => {
  expect(matchesKey(press("?", { shiftKey: true }), "?")).toBe(true);
  expect(matchesKey(press("?"), "?")).toBe(true);
});

test("mod is the command key or Ctrl", () => {
  expect(matchesKey(press("k", { ctrlKey: true }), "mod+k")).toBe(true);
  expect(matchesKey(press("k", { metaKey: true }), "mod+k")).toBe(true);
  expect(matchesKey(press("k"), "mod+k")).toBe(false);
});

test("on a non-Latin keyboard the key's position decides, on a Latin one never", () => {
  expect(matchesKey(press("у", { code: "KeyE" }), "e")).toBe(true);
  expect(matchesKey(press("f", { code: "KeyE" }), "e")).toBe(false); // Colemak
});
