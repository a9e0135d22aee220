import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import fc from "fast-check";
import { describe, expect, onTestFinished, test } from "vitest";
import { holds } from "@/test/support/scenes/property";
import { cleanActionBody } from "./action-gate";
import { createActionIds } from "./action-ids";

describe("action body", () => {
  const clean = (text: string) => cleanActionBody(Buffer.from(text))?.toString() ?? null;

  test.each([
    '[{"displayId":1,"signal":"resolve"}]',
    '[{"displayId":1,"until":null,"isOn":true,"share":-0.5}]',
    '[{"reason":"costs $5, \\"$F1\\""}]',
    "[{}]",
  ])("%s reaches Next as it was sent", (text) => {
    expect(clean(text)).toBe(text);
  });

  test("Next reads what was checked: blanks and repeated fields are gone", () => {
    expect(clean(' [ { "id" : 1, "id" : 2 } ] ')).toBe('[{"id":2}]');
  });

  test.each([
    ...[
      '"$F1"',
      '"$K1"',
      '"$@0"',
      '"$undefined"',
      '"$Q1"',
      '"$n1"',
      '"$D2026"',
      '"$$"',
      '"\\u0024F1"',
      '"$"',
    ],
    ...["[]", "[1]", "{}", '{"then":1}', "1e999", "-1e999"],
  ])("a field with the value %s is refused", (value) => {
    expect(clean(`[{"displayId":${value}}]`)).toBeNull();
  });

  test.each([
    ...["", "null", "1", '"$F1"', "{}", "[]", "[1]", "[null]", "[[]]", "[{},{}]", '["$F1"]', "[{}", "[{}]x"],
    ...['[{"__proto__":1}]', '[{"\\u005f_proto__":null}]', '[{"$ACTION_ID":1}]', '[{"":1}]', '[{"a.b":1}]'],
    `[{"${"a".repeat(65)}":1}]`,
  ])("the body %s is refused", (text) => {
    expect(clean(text)).toBeNull();
  });

  test("bytes that are no UTF-8 are refused", () => {
    expect(cleanActionBody(Buffer.from([...Buffer.from('[{"a":"'), 0xff, ...Buffer.from('"}]')]))).toBeNull();
    expect(cleanActionBody(Buffer.from('\ufeff[{"a":1}]'))).toBeNull();
  });

  test("whatever JSON is sent, what reaches Next is one flat object of plain values", () => {
    holds(
      fc.property(fc.jsonValue(), fc.boolean(), (value, isWrapped) => {
        const cleaned = clean(JSON.stringify(isWrapped ? [value] : value));
        if (cleaned === null) return;
        const [input, ...more] = JSON.parse(cleaned);
        expect(more).toEqual([]);
        for (const field of Object.values(input)) {
          expect(field === null || ["string", "number", "boolean"].includes(typeof field)).toBe(true);
          expect(String(field).startsWith("$")).toBe(false);
        }
      }),
    );
  });
});

describe("action ids", () => {
  const OURS = "40".repeat(21);

  const ELSEWHERE = "41".repeat(21);

  /** A folder with a manifest as Next writes it. */
  function folderWith(actions: Record<string, string[]>, place = "server") {
    const dir = mkdtempSync(join(tmpdir(), "tickline-actions-"));
    onTestFinished(() => rmSync(dir, { recursive: true, force: true }));
    const file = join(dir, ".next", place, "server-reference-manifest.json");
    mkdirSync(dirname(file), { recursive: true });
    const write = (pages: Record<string, string[]>) => {
      const node = Object.entries(pages).map(([id, names]) => [
        id,
        { workers: Object.fromEntries(names.map((name) => [name, {}])) },
      ]);
      writeFileSync(file, JSON.stringify({ node: Object.fromEntries(node), edge: {}, encryptionKey: "x" }));
    };
    write(actions);
    return { dir, write };
  }

  test("a build has the actions of the page that imports them all, and no names of objects", () => {
    const { dir } = folderWith({ [OURS]: ["app/actions/page"], [ELSEWHERE]: ["app/(agent)/inbox/page"] });
    const hasAction = createActionIds({ isDev: false, dir });
    expect([OURS, ELSEWHERE, "", "__proto__", "constructor", "toString"].filter(hasAction)).toEqual([OURS]);
  });

  test("in development an action is known as soon as Next has compiled it", () => {
    const { dir, write } = folderWith({}, "dev/server");
    const hasAction = createActionIds({ isDev: true, dir });
    expect(hasAction(OURS)).toBe(false);
    write({ [OURS]: ["app/(agent)/inbox/page"] });
    expect(hasAction(OURS)).toBe(true);
  });

  test("without a manifest there are no actions", () => {
    expect(createActionIds({ isDev: false, dir: tmpdir() })(OURS)).toBe(false);
  });
});
