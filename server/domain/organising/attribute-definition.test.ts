import { expect, test } from "vitest";
import { movedPositions } from "./attribute-definition";

const placed = (...positions: number[]) => positions.map((position, at) => ({ id: at + 1, position }));

test.each([
  [
    "up",
    placed(1, 4, 9),
    3,
    -1,
    [
      { id: 3, position: 4 },
      { id: 2, position: 9 },
    ],
  ],
  [
    "down",
    placed(1, 4, 9),
    1,
    1,
    [
      { id: 2, position: 1 },
      { id: 1, position: 4 },
    ],
  ],
  ["up from the top", placed(1, 4), 1, -1, []],
  ["down from the end", placed(1, 4), 2, 1, []],
  ["down, unknown", placed(1, 4), 7, 1, []],
  [
    "up among equals",
    placed(3, 3, 3),
    3,
    -1,
    [
      { id: 3, position: 4 },
      { id: 2, position: 5 },
    ],
  ],
] as const)(
  "a definition that moves %s exchanges places with its neighbour",
  (_, all, id, step, expected) => {
    expect(movedPositions(all, id, step)).toEqual(expected);
  },
);
