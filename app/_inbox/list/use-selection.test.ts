import { expect, test } from "vitest";
import { extend, NOTHING, selectAll, selectWholeView, toggle } from "./use-selection";

const order = [10, 20, 30, 40, 50];
const idsOf = ({ ids }: { ids: ReadonlySet<number> }) => [...ids];

test("a row is selected and deselected", () => {
  const one = toggle(NOTHING, 20);
  expect(idsOf(one)).toEqual([20]);
  expect(idsOf(toggle(toggle(one, 40), 20))).toEqual([40]);
});

test("a range extends from the last single pick, upwards and downwards", () => {
  expect(idsOf(extend(toggle(NOTHING, 20), order, 40))).toEqual([20, 30, 40]);
  expect(idsOf(extend(toggle(NOTHING, 40), order, 20))).toEqual([40, 20, 30]);
  const twice = extend(extend(toggle(NOTHING, 20), order, 30), order, 50);
  expect(idsOf(twice)).toEqual([20, 30, 40, 50]);
});

test("without an anchor in the list a range begins at the reader's row, else at the row itself", () => {
  expect(idsOf(extend(NOTHING, order, 30, 10))).toEqual([10, 20, 30]);
  expect(idsOf(extend(toggle(NOTHING, 99), order, 30))).toEqual([99, 30]);
});

test("selecting all selects the loaded rows", () => {
  expect(idsOf(selectAll(order))).toEqual(order);
});

test("the whole view stays selected until a single row is picked", () => {
  const every = selectWholeView(order);
  expect([idsOf(every), every.isWholeView]).toEqual([order, true]);
  expect(toggle(every, 30).isWholeView).toBeUndefined();
  expect(extend(every, order, 30).isWholeView).toBeUndefined();
});
