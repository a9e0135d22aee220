import { describe, expect, test } from "vitest";
import { isTree, itemsOf, treeOf } from "./form-tree";

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
