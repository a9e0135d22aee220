// What the sender must remember across a crash, on disk before it acts on it. One line is one fact, the file is append-only:
// a crash can tear its last line only. It is rewritten without what is finished when the sender starts.
import { open, readFile, rename, writeFile } from "node:fs/promises";

/**
 * @param file contains `{"cursor":"…"}`, `{"asked":[event],"cursor":"…"}` (messages are to be sent, and the log is read up to
 *   there), `{"begun":id}` (the provider is called from now on), `{"notSent":id}` (it does not have the message: it may be called again), `{"report":{key, receipt}}`
 *   (to be told to Tickline), `{"reported":key}` and `{"done":id}`. The messages keep the order in which they were asked for.
 */
export async function openJournal(file) {
  const asked = new Map();
  const begun = new Set();
  const reports = new Map();
  let cursor = null;

  function apply(line) {
    if (line.cursor !== undefined) ({ cursor } = line);
    for (const event of [line.asked ?? []].flat()) asked.set(event.id, event); // earlier versions wrote one each
    if (line.begun) begun.add(line.begun);
    if (line.notSent) begun.delete(line.notSent);
    if (line.report) reports.set(line.report.key, line.report.receipt);
    if (line.reported) reports.delete(line.reported);
    if (line.done) {
      asked.delete(line.done);
      begun.delete(line.done);
    }
  }

  const text = await readFile(file, "utf8").catch(() => "");
  for (const line of text.split("\n").slice(0, -1)) apply(JSON.parse(line)); // a torn last line has no end
  const kept = [
    { asked: [...asked.values()], cursor },
    ...[...begun].map((id) => ({ begun: id })),
    ...[...reports].map(([key, receipt]) => ({ report: { key, receipt } })),
  ];
  await writeFile(`${file}.new`, kept.map((line) => `${JSON.stringify(line)}\n`).join(""), { flush: true });
  await rename(`${file}.new`, file);
  const handle = await open(file, "a");

  return {
    asked,
    begun,
    reports,
    cursor: () => cursor,
    /** Writes lines, and resolves when they are on disk. */
    async write(...lines) {
      await handle.appendFile(lines.map((line) => `${JSON.stringify(line)}\n`).join(""));
      await handle.datasync();
      lines.forEach(apply);
    },
  };
}
