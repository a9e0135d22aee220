import { expect, test } from "vitest";
import { onOneLine } from "./fields";

test.each([
  ["Ana\r\nBcc: all@acme.example", "Ana Bcc: all@acme.example"],
  ["\u202egnp.exe", "gnp.exe"],
  ["\u2066李\u2069 Li\u0000Wen", "李  Li Wen"],
  ["\u202e\u0007", "?"],
  [" مريم ", " مريم "],
  ["👩‍👧 O’Neill", "👩‍👧 O’Neill"],
])("the name %j is stored as %j", (given, stored) => expect(onOneLine(given)).toBe(stored));
