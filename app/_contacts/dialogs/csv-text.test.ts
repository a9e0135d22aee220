import { expect, test } from "vitest";
import { csvText } from "./csv-text";

const bytes = (...codes: number[]) => Uint8Array.from(codes);

test.each([
  ["UTF-8", "en", new TextEncoder().encode("Müller,李"), "Müller,李"],
  ["UTF-8 with a byte order mark", "en", bytes(0xef, 0xbb, 0xbf, 0x41), "A"],
  ["UTF-16, as Excel's Unicode text", "en", bytes(0xff, 0xfe, 0x4d, 0, 0xfc, 0), "Mü"],
  ["UTF-16, the other byte first", "en", bytes(0xfe, 0xff, 0, 0x4d, 0, 0xfc), "Mü"],
  ["Excel's CSV in the West", "en", bytes(0x4d, 0xfc), "Mü"],
  ["Excel's CSV in China", "zh", bytes(0xc0, 0xee), "李"],
])("a file in %s is read (%s)", (_, locale, file, text) => {
  expect(csvText(file, locale)).toBe(text);
});
