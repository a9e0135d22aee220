import { once } from "node:events";
import { get, type IncomingMessage } from "node:http";
import type { Frame } from "@/server/contract/live/frame";

export type ReaderOptions = {
  port: number;
  cookie: string;
  /** Called with the id of each message whose status changed. */
  onTicked(messageId: number): void;
};

/** Opens a stream of everything in an account. `close` returns what was lost, doubled or out of order. */
export async function openReader({
  port,
  cookie,
  onTicked,
}: ReaderOptions): Promise<{ close(expected: number): string[] }> {
  const seqs: number[] = [];
  const faults: string[] = [];
  const take = (block: string) => {
    const data = /^data: ?(.*)$/m.exec(block)?.[1];
    if (!data || /^event:/m.test(block)) return;
    const frame: Frame = JSON.parse(data).json;
    if (frame.reset) faults.push("a reader was reset");
    for (const { seq, type, resource } of frame.events) {
      seqs.push(seq);
      if (type === "message.status_changed") onTicked(resource.id);
    }
  };
  const request = get({
    host: "127.0.0.1",
    port,
    path: "/api/trpc/live",
    headers: { cookie },
    agent: false,
  });
  const [answer]: IncomingMessage[] = await once(request, "response");
  if (answer?.statusCode !== 200) throw new Error("the stream did not open");
  let rest = "";
  answer.setEncoding("utf8");
  answer.on("data", (text: string) => {
    const blocks = (rest + text).split(/\n\n+/);
    rest = blocks.pop() ?? "";
    blocks.filter(Boolean).forEach(take);
  });
  answer.on("error", (error) => faults.push(String(error)));
  await once(answer, "data"); // connected
  return {
    close(expected) {
      answer.removeAllListeners("error").on("error", () => undefined); // destroying it is no fault
      answer.destroy();
      const isDense = seqs.every((seq, i) => i === 0 || seq === (seqs[i - 1] ?? 0) + 1);
      if (!isDense) faults.push("a reader got events twice, not at all or out of order");
      if (seqs.length !== expected) faults.push(`a reader got ${seqs.length} events of ${expected}`);
      return faults;
    },
  };
}
