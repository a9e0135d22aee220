import { act, renderHook } from "@testing-library/react";
import { expect, test } from "vitest";
import type { Row } from "@/app/_shared/conversation/rows";
import { aContact, aConversation } from "@/test/support/scenes/dtos";
import { useSelection } from "./use-selection";

const rowsOf = (...ids: number[]): Row[] =>
  ids.map((id) => ({ conversation: aConversation({ id }), contact: aContact({ id }) }));

const select = (...ids: number[]) => {
  const hook = renderHook(({ rows }) => useSelection(rows, [], "/inbox"), {
    initialProps: { rows: rowsOf(...ids) },
  });
  return { ...hook, show: (...shown: number[]) => hook.rerender({ rows: rowsOf(...shown) }) };
};

test("a row that has left the list is not selected when it returns", () => {
  const { result, show } = select(1, 2, 3);
  act(() => result.current.pick(1, "toggle"));
  act(() => result.current.pick(3, "toggle"));
  show(2, 3);
  expect([...result.current.ids]).toEqual([3]);
  show(1, 2, 3);
  expect(result.current.rows.map(({ conversation }) => conversation.displayId)).toEqual([3]);
});

test("the selection of a whole view ends with its last row", () => {
  const { result, show } = select(1, 2);
  act(() => result.current.pickWholeView());
  show(2);
  expect(result.current.isWholeView).toBe(true);
  show();
  show(3);
  expect(result.current).toMatchObject({ isWholeView: false, rows: [] });
});
