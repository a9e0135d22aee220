import { expect, test } from "vitest";
import { durationText, sizeText, splitName } from "./file-text";

test.each([
  [0, "0 bytes"],
  [1, "1 byte"],
  [1023, "1,023 bytes"],
  [1024, "1 kB"],
  [1536 * 1024, "1.5 MB"],
  [40 * 1024 * 1024, "40 MB"],
  [3 * 1024 ** 3, "3 GB"],
  [5000 * 1024 ** 3, "5,000 GB"],
])("%i bytes read %s", (bytes, text) => expect(sizeText(bytes, "en")).toBe(text));

test("sizes are formatted in the reader's language", () => expect(sizeText(12, "zh")).toBe("12字节"));

test.each([
  [0, "0:00"],
  [7_400, "0:07"],
  [754_000, "12:34"],
  [3_723_000, "1:02:03"],
])("%i ms read %s", (ms, text) => expect(durationText(ms)).toBe(text));

test.each([
  ["Invoice 2026-11-21.pdf", "Invoice 2026-1", "1-21.pdf"],
  ["a.pdf", "", "a.pdf"],
  ["发票合同扫描件最终版.docx", "发票合同扫描", "件最终版.docx"],
  ["README", "RE", "ADME"],
  ["photo. from holiday", "photo. from hol", "iday"],
  ["", "", ""],
])("the name %j is cut before its end", (name, head, tail) => expect(splitName(name)).toEqual([head, tail]));
