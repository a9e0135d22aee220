import { fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";

/** A program of the bench in a separate process, which answers one question at a time over IPC. */
export type Child<Q, A> = { request(question: Q): Promise<A>; stop(): Promise<void> };

export function startChild<Q extends object, A>(file: URL, env: Record<string, string> = {}): Child<Q, A> {
  const child = fork(fileURLToPath(file), {
    execArgv: ["--import", "tsx"],
    env: { PATH: process.env["PATH"], NODE_ENV: "production", ...env },
  });
  const ended = once(child, "exit");
  return {
    async request(question) {
      child.send(question);
      const answer = await Promise.race([once(child, "message"), ended.then(() => null)]);
      if (!answer) throw new Error(`${fileURLToPath(file)} ended`);
      const [reply]: { answer?: A; error?: string }[] = answer;
      if (reply?.error || reply?.answer === undefined) throw new Error(reply?.error ?? "no answer");
      return reply.answer;
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
