import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { readSignedIds, signIds } from "./seal";

beforeEach(() => {
  vi.stubEnv("NEXTAUTH_SECRET", "of this installation, long enough");
});
afterEach(() => {
  vi.unstubAllEnvs();
});

test("signed ids are read back", () => {
  expect(readSignedIds(signIds([12, 3], "test"), "test")).toEqual([12, 3]);
});

test.each([
  ["other ids", (signed: string) => signed.replace(/^12-/, "13-")],
  ["ids whose digits moved", (signed: string) => signed.replace(/^12-3/, "1-23")],
  ["another signature", (signed: string) => signed.replace(/.{43}$/, "A".repeat(43))],
  ["a shortened signature", (signed: string) => signed.slice(0, -1)],
  ["no signature", () => "12-3"],
  ["nothing", () => ""],
])("%s are refused", (_, change) => {
  expect(readSignedIds(change(signIds([12, 3], "test")), "test")).toBeNull();
});

test("ids signed for another purpose, or by another installation, are refused", () => {
  const signed = signIds([12, 3], "test");
  expect(readSignedIds(signed, "another")).toBeNull();
  vi.stubEnv("NEXTAUTH_SECRET", "of another installation");
  expect(readSignedIds(signed, "test")).toBeNull();
});
