import fc from "fast-check";
import { expect, test } from "vitest";
import { holds } from "@/test/support/scenes/property";
import { bounded, FITTING, fittingSize, pan, SCALE_MAX, zoomAt } from "./use-zoom";

const STAGE = { width: 800, height: 600 };

test.each([
  [
    { width: 1600, height: 600 },
    { width: 800, height: 300 },
  ],
  [
    { width: 600, height: 1200 },
    { width: 300, height: 600 },
  ],
  [
    { width: 100, height: 50 },
    { width: 100, height: 50 },
  ],
])("an image of %j fits the stage as %j", (image, size) => expect(fittingSize(image, STAGE)).toEqual(size));

test("the point under the pointer stays where it is, at any zoom", () => {
  const number = fc.double({ min: -400, max: 400, noNaN: true });
  holds(
    fc.property(number, number, fc.double({ min: 1, max: 4, noNaN: true }), (x, y, factor) => {
      const before = pan(zoomAt(FITTING, 1.7, { x: 0, y: 0 }), { x: y / 2, y: x / 2 });
      const after = zoomAt(before, factor, { x, y });
      const onImage = ({ scale, x: left, y: top }: typeof after) => [(x - left) / scale, (y - top) / scale];
      for (const [index, value] of onImage(before).entries())
        expect(onImage(after)[index]).toBeCloseTo(value, 6);
    }),
  );
});

test("the zoom stays between fitting and the maximum", () => {
  expect(zoomAt(FITTING, 0.2, { x: 10, y: 10 })).toEqual({ scale: 1, x: 0, y: 0 });
  expect(zoomAt(FITTING, 100, { x: 0, y: 0 }).scale).toBe(SCALE_MAX);
});

test("an image is never moved further than its own edges", () => {
  const fitting = { width: 800, height: 300 };
  expect(bounded({ scale: 2, x: 5000, y: -5000 }, fitting, STAGE)).toEqual({ scale: 2, x: 400, y: 0 });
  expect(bounded({ scale: 3, x: -5000, y: 5000 }, fitting, STAGE)).toEqual({ scale: 3, x: -800, y: 150 });
  expect(bounded({ scale: 1, x: 40, y: -40 }, fitting, STAGE)).toEqual(FITTING);
});
