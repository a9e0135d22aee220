import type { Attachment } from "@/server/contract/_shared/dto";
import type { UploadChange, UploadProblem } from "./upload-state";

/** Thrown by `UploadFile` when the file was not stored. */
export class UploadFailed extends Error {
  readonly problem: UploadProblem;

  constructor(problem: UploadProblem) {
    super(problem);
    this.problem = problem;
  }
}

/** A file that the server has already: it is copied instead of uploaded. */
export type CopySource = Pick<File, "name" | "size" | "type"> & { copy: () => Promise<Attachment> };
export type UploadSource = File | CopySource;

export type UploadFile = (
  file: UploadSource,
  options: { signal: AbortSignal; onProgress: (percent: number) => void },
) => Promise<Attachment>;

type Job = { displayId: number; file: UploadSource; abort: AbortController | null };

type QueueOptions = {
  isWaiting: (displayId: number, key: string) => boolean;
  onChange: (displayId: number, change: UploadChange) => void;
};

const AT_ONCE = 3;

/** Uploads files in the order in which they were added, three at a time over all conversations. */
export function createUploadQueue(upload: UploadFile, { isWaiting, onChange }: QueueOptions) {
  /** Files that are not stored yet. */
  const jobs = new Map<string, Job>();

  function runNext(): void {
    const running = [...jobs.values()].filter(({ abort }) => abort !== null).length;
    const waiting = [...jobs].find(([key, job]) => job.abort === null && isWaiting(job.displayId, key));
    if (running >= AT_ONCE || !waiting) return;
    void run(...waiting);
    runNext();
  }
  async function run(key: string, job: Job): Promise<void> {
    const abort = new AbortController();
    job.abort = abort;
    const { displayId, file } = job;
    const report = (change: UploadChange) => {
      if (!abort.signal.aborted) onChange(displayId, change);
    };
    report({ what: "began", key });
    try {
      const onProgress = (percent: number) => report({ what: "progressed", key, percent });
      const attachment = await upload(file, { signal: abort.signal, onProgress });
      jobs.delete(key);
      report({ what: "stored", key, attachment });
    } catch (error) {
      job.abort = null;
      report({ what: "failed", key, problem: error instanceof UploadFailed ? error.problem : "offline" });
    }
    runNext();
  }

  return {
    put(key: string, displayId: number, file: UploadSource): void {
      jobs.set(key, { displayId, file, abort: null });
      runNext();
    },
    cancel(key: string): void {
      const job = jobs.get(key);
      jobs.delete(key);
      job?.abort?.abort();
    },
    runNext,
  };
}
