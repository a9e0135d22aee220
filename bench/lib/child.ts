import { fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";

/** A program of the bench in a process of its own, asked one thing at a time over IPC. */
export type Child<Q, A> = { ask(question: Q): Promise<A>; stop(): Promise<void> };

export function startChild<Q extends object, A>(file: URL, env: Record<string, string> = {}): Child<Q, A> {
  const child = fork(fileURLToPath(file), {
    execArgv: ["--import", "tsx"],
    env: { PATH: process.env["PATH"], NODE_ENV: "production", ...env },
  });
  const ended = once(child, "exit");
  return {
    async ask(question) {
      child.send(question);
      const answer = await Promise.race([once(child, "message"), ended.then(() => null)]);
      if (!answer) throw new Error(`${fileURLToPath(file)} ended`);
      const [told]: { answer?: A; error?: string }[] = answer;
      if (told?.error || told?.answer === undefined) throw new Error(told?.error ?? "no answer");
      return told.answer;
    },
    async stop() {
      if (child.exitCode === null) child.kill();
      await ended;
    },
  };
}

/** The other side: answers each question in turn. */
export function answerQuestions<Q, A>(answer: (question: Q) => Promise<A>): void {
  process.on("message", (question: Q) => {
    answer(question).then(
      (answer) => process.send?.({ answer }),
      (error: unknown) => process.send?.({ error: error instanceof Error ? error.stack : String(error) }),
    );
  });
}
