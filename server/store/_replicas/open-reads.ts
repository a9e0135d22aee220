/** The reads that wait for one server. */
export type OpenReads = {
  /** The answer of `read`; rejects as soon as `abandon` is called, although the server may answer later. */
  answered<T>(read: Promise<T>): Promise<T>;
  /** The server does not answer: nobody waits for it any longer. */
  abandon(error: unknown): void;
};

export function createOpenReads(): OpenReads {
  const waiting = new Set<(error: unknown) => void>();
  return {
    async answered(read) {
      let reject: (error: unknown) => void = () => {};
      const abandoned = new Promise<never>((_, refuse) => {
        reject = refuse;
      });
      waiting.add(reject);
      try {
        return await Promise.race([read, abandoned]);
      } finally {
        waiting.delete(reject);
      }
    },
    abandon(error) {
      for (const reject of waiting) reject(error);
    },
  };
}
