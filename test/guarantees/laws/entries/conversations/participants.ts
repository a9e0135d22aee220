import { changeParticipants } from "@/server/commands/conversations/assign";
import { type Entry, entry } from "@/test/guarantees/laws/entry";
import type { Stage } from "@/test/guarantees/laws/stage";
import { conversation, foreignConversation, trash } from "./states";

const idOf = (s: Stage): number => s.agent.userId ?? 0;
const adding = (s: Stage) => ({ conversation: conversation(s), add: [idOf(s)] as readonly number[] });
const followed = (s: Stage) => s.run(changeParticipants, adding(s));

export const PARTICIPANT_ENTRIES: Record<string, Entry> = {
  "change-participants": entry(changeParticipants)({
    cases: [
      {
        title: "one begins to follow",
        expect: ["conversation.participants_changed"],
        as: (s) => s.agent,
        input: adding,
      },
      { title: "one follows already", expect: "nothing", given: followed, input: adding },
      {
        title: "one stops following",
        expect: ["conversation.participants_changed"],
        given: followed,
        input: (s) => ({ conversation: conversation(s), remove: [idOf(s)] }),
      },
      {
        title: "one who did not follow stops",
        expect: "nothing",
        input: (s) => ({ conversation: conversation(s), remove: [idOf(s)] }),
      },
      {
        title: "one who may not see the inbox",
        expect: "member.not_found",
        input: (s) => ({ conversation: conversation(s), add: [s.outsider.userId ?? 0] }),
      },
      { title: "of a trashed one", expect: "conversation.trashed", given: trash, input: adding },
    ],
    foreign: [
      ...foreignConversation((_, ref) => ({ conversation: ref, add: [] as readonly number[] })),
      {
        what: "member",
        scope: "account",
        expect: "member.not_found",
        input: (own, owner) => ({ conversation: conversation(own), add: [idOf(owner)] }),
      },
    ],
  }),
};
