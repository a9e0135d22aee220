import { type FileHandle, open } from "node:fs/promises";
import type { Logger } from "pino";
import { reasonOf } from "@/server/lib/process/start-failure";
import type { DamagedFiles } from "./damaged-files";
import { createDoneMarks } from "./done-marks";
import { FILE_MODE, flushFolder, removeFile } from "./folders";
import { encodeFrame, HEADER_BYTES, newFileHeader, readFileHeader } from "./frame";
import type { SpoolRecord } from "./record";
import {
  closeSegment,
  createRecordReader,
  donePath,
  recordsPath,
  removeSegment,
  type Segment,
  type Waiting,
  waitingOf,
} from "./segment-files";
import type { SegmentNumbers } from "./segment-numbers";
import type { Write } from "./write-queue";

type Active = Segment & { file: FileHandle };

type Options = {
  folder: string;
  segmentBytes: number;
  segments: readonly Segment[];
  numbers: SegmentNumbers;
  damaged: DamagedFiles;
  log: Logger;
};

/** The files of records. `write` is called again only when the call before is over. */
export class SegmentStore {
  readonly #options: Options;
  readonly #segments: Map<number, Segment>;
  readonly #removing = new Set<Segment>();
  #active: Active | undefined;
  #isWriting = false;

  constructor(options: Options) {
    this.#options = options;
    this.#segments = new Map(options.segments.map((one) => [one.number, one]));
  }

  bytes = (): number =>
    [...this.#segments.values()].reduce((sum, { bytes, marks }) => sum + bytes + marks.bytes(), 0);

  waiting = (): number => [...this.#segments.values()].reduce((sum, { waiting }) => sum + waiting, 0);

  async write(batch: readonly Write[]): Promise<void> {
    this.#isWriting = true;
    try {
      if (this.#active && this.#active.bytes >= this.#options.segmentBytes) await this.#leave();
      this.#active ??= await this.#openNext();
      await this.#writeTo(this.#active, batch);
    } finally {
      this.#isWriting = false;
    }
    await this.#removeFinished();
  }

  /** The key is on the disk before a record is. */
  async #openNext(): Promise<Active> {
    const { folder, numbers, log } = this.#options;
    const number = await numbers.next();
    const path = recordsPath(folder, number);
    const header = newFileHeader();
    const key = readFileHeader(header);
    if (key === null) throw new Error("a new header could not be read");
    const file = await open(path, "wx", FILE_MODE);
    try {
      await file.writeFile(header);
      await file.datasync();
      await flushFolder(folder);
    } catch (error) {
      await this.#clean("the file that was begun", async () => {
        await file.close();
        await removeFile(path);
      });
      throw error;
    }
    const marks = createDoneMarks(donePath(path), { key, slots: 0, log });
    const reader = createRecordReader(path, key);
    const begun = { number, path, key, bytes: HEADER_BYTES, waiting: 0 };
    const opened = { ...begun, reader, marks, isDamaged: false, file };
    this.#segments.set(number, opened);
    return opened;
  }

  async #writeTo(target: Active, batch: readonly Write[]): Promise<void> {
    const from = target.bytes;
    const frames = batch.map(({ draft }) => encodeFrame(draft, target.key));
    try {
      await target.file.writeFile(Buffer.concat(frames));
      await target.file.datasync();
    } catch (error) {
      this.#active = undefined; // after a failed flush nobody knows what the file has
      await this.#clean("what was not written whole", async () => {
        await target.file.truncate(from);
        await target.file.datasync();
      });
      await this.#clean("the file", () => target.file.close());
      await this.#removeFinished();
      throw error;
    }
    for (const { record, draft, resolve } of batch) {
      const { number: segment, bytes: offset } = target;
      target.waiting += 1;
      target.bytes += draft.length;
      resolve({ ...waitingOf(record), segment, offset, length: draft.length });
    }
  }

  async read(at: Waiting): Promise<SpoolRecord | null> {
    const segment = this.#segments.get(at.segment);
    if (!segment) return null;
    const record = await segment.reader.read(at);
    if (record === null) segment.isDamaged = true;
    return record;
  }

  /** Marks a record as done, and removes a file that has none left, so that an empty spool needs no room. */
  async finish(at: Waiting): Promise<void> {
    const segment = this.#segments.get(at.segment);
    if (!segment) return;
    await segment.marks.add(at.offset);
    segment.waiting -= 1;
    if (segment.waiting > 0) return;
    if (segment === this.#active && !this.#isWriting) await this.#leave();
    await this.#removeFinished();
  }

  async #leave(): Promise<void> {
    const before = this.#active;
    this.#active = undefined;
    await this.#clean("the file", async () => before?.file.close());
  }

  /** One that could not be removed is tried again with the next. */
  async #removeFinished(): Promise<void> {
    for (const segment of [...this.#segments.values()]) {
      if (segment.waiting > 0 || segment === this.#active || this.#removing.has(segment)) continue;
      this.#removing.add(segment);
      const isRemoved = await this.#clean(segment.path, () => removeSegment(segment, this.#options.damaged));
      this.#removing.delete(segment);
      if (isRemoved) this.#segments.delete(segment.number);
    }
  }

  /** What fails here loses no record: it costs room, or a repetition. */
  async #clean(what: string, work: () => Promise<void>): Promise<boolean> {
    try {
      await work();
      return true;
    } catch (error) {
      this.#options.log.error({ what, reason: reasonOf(error) }, "the spool could not clean up on its disk");
      return false;
    }
  }

  async close(): Promise<void> {
    await this.#leave();
    await this.#removeFinished();
    for (const segment of this.#segments.values()) await closeSegment(segment);
  }
}
