import { codeOf } from "@/server/lib/process/start-failure";

/** The statements of one transaction, sent in order. One need not wait for the answers to those before it. */
export type TransactionStatements = {
  send<R>(text: string, send: () => Promise<R>): Promise<R>;
  /** Resolves when `begin` was answered and all others were sent; rejects with the error of one that could not be. */
  sent(): Promise<void>;
  /** Resolves when all have their answer, or rejects with the error of one that nobody has waited for. */
  answered(): Promise<unknown>;
};

/** Postgres' answer to a statement after the one that failed. */
const IS_ABORTED = "25P02";
const READS = /^\s*select\b/i;

/** `begun`: the answer to the statement that begins the transaction. */
export function createStatements(begun: Promise<unknown>): TransactionStatements {
  const unanswered = new Set<Promise<unknown>>();
  let fault: unknown = null;
  let isReading = true;
  let isOpen = false;
  begun.then(
    () => {
      isOpen = true;
    },
    () => {}, // every statement that writes waits for it, and so does `sent`
  );

  /** Whoever waits for a later statement gets the error of the one that failed. */
  function failed(error: unknown): never {
    if (codeOf(error) !== IS_ABORTED) fault = error;
    throw fault ?? error;
  }

  return {
    send(text, send) {
      isReading &&= READS.test(text);
      const answer = (isReading ? behindBegin(begun, send) : afterBegin(begun, send)).catch(failed);
      unanswered.add(answer);
      const remove = () => void unanswered.delete(answer);
      answer.then(remove, remove);
      return answer;
    },
    async sent() {
      if (!isOpen) await Promise.all(unanswered); // a write among them waits for `begin`, and may fail then
      await begun;
    },
    answered: () => Promise.all(unanswered),
  };
}

/** A statement that only reads or locks is sent after `begin` without waiting for its answer. */
async function behindBegin<R>(begun: Promise<unknown>, send: () => Promise<R>): Promise<R> {
  const [answer] = await Promise.all([send(), begun]);
  return answer;
}

/**
 * A statement that writes waits for it: if `begin` failed, the write would be committed on its own. So do those after it, which
 * would overtake it.
 */
async function afterBegin<R>(begun: Promise<unknown>, send: () => Promise<R>): Promise<R> {
  await begun;
  return send();
}
