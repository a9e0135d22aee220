/** What a clipboard or a drag has; of `DataTransfer`. */
type Transfer = Pick<DataTransfer, "types" | "getData"> & { files: Iterable<File> };

/**
 * The pasted files. A copied table is both text and a picture: the text is meant. A copied file may come with its name as
 * text: the file is meant.
 */
export function pastedFiles(transfer: Transfer | null): File[] {
  const files = [...(transfer?.files ?? [])];
  if (!transfer || files.length === 0) return [];
  const text = transfer.getData("text/plain").trim();
  return text === "" || isNamesOf(files, text) ? files : [];
}

/** Whether the text consists of the files' names or paths, one per line. */
function isNamesOf(files: readonly File[], text: string): boolean {
  const names = new Set(files.map(({ name }) => name));
  return text.split(/[\r\n]+/).every((line) => names.has(line.trim().split(/[/\\]/).at(-1) ?? ""));
}

/** Of `DataTransferItem`. */
type Item = { kind: string; getAsFile(): File | null; webkitGetAsEntry(): { isDirectory: boolean } | null };

/** The dropped files, and whether folders were among them, which cannot be attached. */
export function droppedFiles(items: Iterable<Item>): { files: File[]; hasFolders: boolean } {
  const given = [...items].filter(({ kind }) => kind === "file");
  const folders = given.filter((item) => item.webkitGetAsEntry()?.isDirectory === true);
  const files = given.filter((item) => !folders.includes(item)).flatMap((item) => item.getAsFile() ?? []);
  return { files, hasFolders: folders.length > 0 };
}
