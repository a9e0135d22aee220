import { describe, expect, onTestFinished, test, vi } from "vitest";
import { isTree, itemsOf, treeOf } from "./form-tree";
import { paramsOf, parseId, readParams } from "./params";

describe("form tree", () => {
  const treeOfQuery = (query: string) => treeOf(new URLSearchParams(query));

  describe("names of a query or a form", () => {
    test.each([
      ["a=1&b=2", { a: "1", b: "2" }],
      ["a[b]=1&a[c]=2", { a: { b: "1", c: "2" } }],
      ["a[b][c]=1", { a: { b: { c: "1" } } }],
      ["a[]=1&a[]=2", { a: ["1", "2"] }],
      ["a[b][]=1&a[b][]=2", { a: { b: ["1", "2"] } }],
      ["a=1&a=2&a=3", { a: ["1", "2", "3"] }],
      ["a[0]=1&a[1]=2", { a: { 0: "1", 1: "2" } }],
      ["a=1&a[b]=2", { a: { b: "2" } }],
      ["a[][b]=1&a[][c]=2&a[][b]=3", { a: [{ b: "1", c: "2" }, { b: "3" }] }],
      ["a[][b][]=1&a[][b][]=2&a[][c]=3", { a: [{ b: ["1", "2"], c: "3" }] }],
      ["a[][b][c]=1&a[][b][d]=2&a[][b][c]=3", { a: [{ b: { c: "1", d: "2" } }, { b: { c: "3" } }] }],
      ["a=1&a[][b]=2", { a: [{ b: "2" }] }],
      ["a[b=1", { "a[b": "1" }],
      ["[b]=1", { "[b]": "1" }],
      ["=1", { "": "1" }],
    ])("%s", (query, tree) => {
      expect(JSON.parse(JSON.stringify(treeOfQuery(query)))).toEqual(tree);
    });

    test("names of a prototype are ordinary names", () => {
      const tree = treeOfQuery("__proto__[polluted]=1&constructor[prototype][polluted]=1");
      expect(Reflect.get({}, "polluted")).toBeUndefined();
      expect(Object.keys(tree)).toEqual(["__proto__", "constructor"]);
    });
  });

  test("a name may be repeated, up to 1,000 parameters in all", () => {
    expect(treeOfQuery("a&".repeat(1_000))).toEqual({ a: Array(1_000).fill("") });
    expect(treeOfQuery("a[]&".repeat(1_000))).toEqual({ a: Array(1_000).fill("") });
    expect(() => treeOfQuery("a&".repeat(1_001))).toThrow("more than 1000 parameters");
  });

  test("names nest up to 20 levels", () => {
    expect(treeOfQuery(`a${"[b]".repeat(19)}=1`)).toHaveProperty(["a", ...Array(19).fill("b")], "1");
    expect(() => treeOfQuery(`a${"[b]".repeat(20)}=1`)).toThrow("nested too deep");
  });

  test.each([
    [
      ["a", "b"],
      ["a", "b"],
    ],
    [{ 0: "a", 1: "b" }, ["a", "b"]],
    ["a", ["a"]],
    [{ x: "a" }, [{ x: "a" }]],
  ])("the items of %j", (value, items) => {
    expect(itemsOf(value)).toEqual(items);
  });

  test("a tree is a plain object, not a list, a file or a date", () => {
    expect([{}, treeOf([]), [], new Date(), new File([], "a"), null, "a"].map(isTree)).toEqual([
      true,
      true,
      false,
      false,
      false,
      false,
      false,
    ]);
  });
});

describe("params", () => {
  describe("ids", () => {
    test.each([
      [1, 1],
      ["17", 17],
      [9007199254740991, 9007199254740991],
      ["9007199254740993", null],
      [9007199254740994, null],
      [0, null],
      [-1, null],
      [1.5, null],
      ["1e3", null],
      [" 1", null],
      ["", null],
      [true, null],
      [null, null],
      [{}, null],
    ])("%j → %j", (value, id) => expect(parseId(value)).toBe(id));
  });

  describe("flags", () => {
    test.each([true, "true", 1, "1", "on", "yes"])("%j is on", (value) =>
      expect(paramsOf({ value }).flag("value")).toBe(true),
    );
    test.each([false, "false", "FALSE", 0, "0", "off", "f"])("%j is off", (value) =>
      expect(paramsOf({ value }).flag("value")).toBe(false),
    );
    test.each([null, "", undefined])("%j is undefined", (value) =>
      expect(paramsOf({ value }).flag("value")).toBeUndefined(),
    );
  });

  describe("objects", () => {
    test.each([
      ['{"a":1}', { a: 1 }],
      ["null", undefined],
      ["", undefined],
      [null, undefined],
    ])("%j is %j", (value, object) => expect(paramsOf({ value }).object("value")).toEqual(object));
  });

  describe("times", () => {
    test.each([
      [1_700_000_000, "2023-11-14T22:13:20.000Z"],
      ["1700000000", "2023-11-14T22:13:20.000Z"],
      ["2023-11-14T22:13:20Z", "2023-11-14T22:13:20.000Z"],
      ["2023-11-14", "2023-11-14T00:00:00.000Z"],
      [253_402_300_799, "9999-12-31T23:59:59.000Z"],
    ])("%j", (value, iso) => expect(paramsOf({ value }).time("value")?.toISOString()).toBe(iso));

    test("a time without its zone is in UTC, wherever the server stands", () => {
      vi.stubEnv("TZ", "Asia/Shanghai");
      onTestFinished(() => void vi.unstubAllEnvs());
      for (const value of ["2026-11-27T09:00:00", "2026-11-27 09:00", "2026-11-27 09:00:00 UTC"])
        expect(paramsOf({ value }).time("value")?.toISOString()).toBe("2026-11-27T09:00:00.000Z");
      const elsewhere = paramsOf({ value: "2026-11-27T09:00:00+0800" }).time("value");
      expect(elsewhere?.toISOString()).toBe("2026-11-27T01:00:00.000Z");
    });

    test.each(["tomorrow 5", "2023-13-01", "-5", "1e30", 253_402_300_800])("%j is invalid", (value) =>
      expect(() => paramsOf({ value }).time("value")).toThrow("seconds since 1970"),
    );
  });

  describe("other values", () => {
    const params = paramsOf({
      text: "a",
      number: 7,
      blank: "",
      nil: null,
      twice: ["a", "b"],
      tree: { x: "1" },
    });

    test("text: numbers count, the last of two wins, blank is null, absent is undefined", () => {
      const names = ["text", "number", "twice", "blank", "nil", "absent"];
      expect(names.map((name) => params.text(name))).toEqual(["a", "7", "b", null, null, undefined]);
    });

    test("text is measured in characters, not in code units", () => {
      expect(paramsOf({ name: "😀😀" }).text("name", 2)).toBe("😀😀");
      expect(() => paramsOf({ name: "😀😀😀" }).text("name", 2)).toThrow("too long");
    });

    test("lists", () => {
      expect(paramsOf({ a: ["x", 1, "", null] }).list("a")).toEqual(["x", "1"]);
      expect(paramsOf({ a: "x" }).list("a")).toEqual(["x"]);
      expect(paramsOf({ a: null }).list("a")).toEqual([]);
      expect(paramsOf({}).list("a")).toBeUndefined();
      expect(() => paramsOf({ a: [{}] }).list("a")).toThrow("must be text");
    });

    test("objects, also as JSON text", () => {
      expect(paramsOf({ a: '{"b":[1]}' }).object("a")).toEqual({ b: [1] });
      expect(params.object("tree")).toEqual({ x: "1" });
      for (const bad of ["{", "[]", "1", [{ b: 1 }, []], 5])
        expect(() => paramsOf({ a: bad }).object("a")).toThrow();
    });

    test("nested parameters", () => {
      expect(params.under("tree")?.text("x")).toBe("1");
      expect(params.under("text")).toBeUndefined();
      expect(["tree", "text", "nil", "blank", "absent"].map(params.has)).toEqual([
        true,
        true,
        false,
        false,
        false,
      ]);
      expect(paramsOf({ a: [] }).has("a")).toBe(false);
    });
  });

  test("query, body and the resource's own keys are merged, the innermost wins", async () => {
    const request = new Request("http://a.test/?a=query&b=query", {
      method: "POST",
      headers: { "content-type": "application/json; charset=utf-8" },
      body: JSON.stringify({ b: "body", c: "body", inbox: { c: "inbox" } }),
    });
    const params = await readParams(request, "inbox");
    expect(["a", "b", "c"].map((name) => params.text(name))).toEqual(["query", "body", "inbox"]);
  });
});
