import { onTestFinished } from "vitest";
import { openReceiver, type Receiver, type Taken, withStatus } from "./receiver";

/** A message that arrived at the program. */
type Arrival = { content: string; sendId: string; isAnswered: boolean };

/** The program behind an inbox, which fails as it is told to: it goes down, and comes back at the same address. */
export async function openFailingProgram() {
  const arrivals: Arrival[] = [];
  let receiver: Receiver | null = await openReceiver();
  const { url } = receiver;
  const met = new Set<string>();
  const arrive = ({ json, headers }: Taken, isAnswered: boolean) =>
    arrivals.push({ content: json.message.content, sendId: String(headers["webhook-id"]), isAnswered });
  const answers = {
    works: (one: Taken) => {
      arrive(one, true);
      withStatus(204)(one);
    },
    throttles: withStatus(429, { "retry-after": "30" }),
    hangs: (one: Taken) => arrive(one, false),
  };
  onTestFinished(async () => receiver?.close());
  return {
    url,
    arrivals,
    /** The states in which it was called. */
    met,
    async become(state: keyof typeof answers | "is down") {
      if (state === "is down") {
        await receiver?.close();
        receiver = null;
        return;
      }
      receiver ??= await openReceiver(Number(new URL(url).port));
      receiver.answer = (one) => {
        met.add(state);
        answers[state](one);
      };
    },
  };
}
export type FailingProgram = Awaited<ReturnType<typeof openFailingProgram>>;
