import type { Command } from "@/server/commands/_run/run";
import { conversation } from "@/test/guarantees/laws/entries/conversations/states";
import type { Case } from "@/test/guarantees/laws/entry";
import type { Stage } from "@/test/guarantees/laws/stage";

type Written = {
  conversation: { displayId: number } | { conversationId: number };
  content: string;
  clientId?: string | null;
  sourceId?: string | null;
};

const written = (s: Stage, more: Partial<Written> = {}): Written => ({
  conversation: conversation(s),
  content: "Once",
  ...more,
});

/** Of each command that writes a message under a client id. */
export const repeatedByClientId = (command: Command<Written, unknown>): Case<Written>[] => {
  const given = (s: Stage) => s.run(command, written(s, { clientId: "c-7" }));
  return [
    {
      title: "the same again under its client id",
      expect: "nothing",
      given,
      input: (s) => written(s, { clientId: "c-7" }),
    },
    {
      title: "another one under a client id",
      expect: "client_id.taken",
      given,
      input: (s) => written(s, { clientId: "c-7", content: "Twice" }),
    },
  ];
};

/** Of each command that stores a message which a channel has by its own id. */
export const repeatedBySourceId = (command: Command<Written, unknown>): Case<Written>[] => {
  const given = (s: Stage) => s.run(command, written(s, { sourceId: "wamid.7" }));
  return [
    {
      title: "the same again under the channel's id",
      expect: "nothing",
      given,
      input: (s) => written(s, { sourceId: "wamid.7" }),
    },
    {
      title: "an edited one, under the id of the first",
      expect: ["message.created"],
      given,
      input: (s) => written(s, { sourceId: "wamid.7", content: "Edited" }),
    },
  ];
};
