import { expect, test } from "vitest";
import type { Attachment } from "@/server/contract/_shared/dto";
import { anAttachment } from "@/test/support/scenes/dtos";
import { imageBox, imageSize, thumbnailUrls } from "./image-source";

const image = (more: Partial<Attachment> = {}): Attachment =>
  anAttachment({ id: 7, name: "a photo.jpg", bytes: 2_000_000, ...more });

test.each([
  ["a large photo", { width: 4000, height: 3000 }, { width: 320, height: 240 }],
  ["a tall one", { width: 1000, height: 2000 }, { width: 160, height: 320 }],
  ["a panorama", { width: 8000, height: 800 }, { width: 320, height: 96 }],
  ["a small icon", { width: 16, height: 16 }, { width: 96, height: 96 }],
  ["a small image", { width: 200, height: 150 }, { width: 200, height: 150 }],
  ["an image of unknown size", null, { width: 240, height: 180 }],
])("%s has a box before it is loaded", (_, size, box) => expect(imageBox(size)).toEqual(box));

test("the preview is loaded; without one a small original; a large one only when it is opened", () => {
  expect(thumbnailUrls(image({ hasPreview: true }))).toEqual(["/files/7/a%20photo.jpg?preview"]);
  expect(thumbnailUrls(image({ bytes: 1024 * 1024 }))).toEqual(["/files/7/a%20photo.jpg"]);
  expect(thumbnailUrls(image())).toEqual([]);
});

test("an image has a size only if both sides are known", () => {
  expect(imageSize(image({ width: 4, height: 3 }))).toEqual({ width: 4, height: 3 });
  expect(imageSize(image({ width: 4 }))).toBeNull();
});
