import { expect, test } from "vitest";
import { droppedFiles, pastedFiles } from "./use-file-transfer";

const file = (name: string) => new File(["x"], name);

const clipboard = (files: File[], text = "") => ({
  types: ["Files"],
  files,
  getData: (type: string) => (type === "text/plain" ? text : ""),
});

test("a pasted screenshot is a file", () => {
  const image = file("image.png");
  expect(pastedFiles(clipboard([image]))).toEqual([image]);
});

test("a pasted table is text, although it is also a picture", () => {
  expect(pastedFiles(clipboard([file("image.png")], "Name\tSum\nLi\t12"))).toEqual([]);
});

test.each(["a.pdf\nb.pdf", "/home/li/a.pdf\r\n/home/li/b.pdf", "C:\\Users\\li\\a.pdf\nb.pdf\n"])(
  "copied files whose names are on the clipboard as %j are files",
  (text) => {
    const files = [file("a.pdf"), file("b.pdf")];
    expect(pastedFiles(clipboard(files, text))).toEqual(files);
  },
);

test("pasted text is no file", () => {
  expect(pastedFiles(clipboard([], "a.pdf"))).toEqual([]);
  expect(pastedFiles(null)).toEqual([]);
});

test("dropped folders are left out and reported; dragged text is ignored", () => {
  const item = (kind: string, given: File | null, isDirectory = false) => ({
    kind,
    getAsFile: () => given,
    webkitGetAsEntry: () => (given ? { isDirectory } : null),
  });
  const photo = file("photo.jpg");
  expect(droppedFiles([item("string", null), item("file", photo)])).toEqual({
    files: [photo],
    hasFolders: false,
  });
  expect(droppedFiles([item("file", file("Holiday"), true), item("file", photo)])).toEqual({
    files: [photo],
    hasFolders: true,
  });
});
