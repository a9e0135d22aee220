import { sendTranscript } from "@/server/commands/conversations/send-transcript";
import { systemCaller } from "@/server/contract/_shared/caller";
import { type Entry, entry } from "@/test/guarantees/laws/entry";
import type { Stage } from "@/test/guarantees/laws/stage";
import { conversation, foreignConversation, trash } from "./states";

const email = "li@example.test";
const own = { input: (s: Stage) => ({ conversation: conversation(s), email }) };
const other = { input: (s: Stage) => ({ conversation: conversation(s), email: "else@example.test" }) };

export const TRANSCRIPT_ENTRIES: Record<string, Entry> = {
  "send-transcript": entry(sendTranscript)({
    cases: [
      { ...own, title: "to the customer", expect: "nothing", as: (s) => s.agent },
      { ...other, title: "to another address", expect: "transcript.other_address", as: (s) => s.agent },
      { ...other, title: "to another address by an administrator", expect: "nothing" },
      { ...own, title: "again", expect: "nothing", given: (s) => s.run(sendTranscript, own.input(s)) },
      { ...own, title: "of a trashed one", expect: "conversation.trashed", given: trash },
      { ...own, title: "by nobody", expect: "auth.forbidden", as: (s) => systemCaller(s.accountId) },
    ],
    foreign: foreignConversation((_, ref) => ({ conversation: ref, email })),
  }),
};
