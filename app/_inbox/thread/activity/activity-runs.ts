import type { ThreadItem } from "@/app/_inbox/thread/items/thread-item";
import type { Activity, MessageDto } from "@/server/contract/_shared/dto";

/** What happened in an activity line, for a line that tells of several. */
export type Deed = "open" | "pending" | "resolved" | "snoozed" | "trashed" | "restored" | "moved";

type MessageItem = ThreadItem & { kind: "message" };

/** Rules that a person decides. What a rule or a timer decided stays a line of its own: its reason is on it. */
const BY_PERSON: ReadonlySet<string> = new Set(["manual", "bulk", "undo"]);

/**
 * The items with each run of activity lines as one item: lines of one person that nothing separates, and with them the lines
 * that take one of them back, whoever did that. A single line stays as it is.
 */
export function foldRuns(items: readonly ThreadItem[]): ThreadItem[] {
  const folded: ThreadItem[] = [];
  let run: MessageItem[] = [];
  const endRun = () => {
    const [first] = run;
    if (!first) return;
    const messages = run.map(({ message }) => message);
    folded.push(run.length === 1 ? first : { kind: "run", key: `run ${first.key}`, messages });
    run = [];
  };
  for (const item of items) {
    const line = item.kind === "message" && isByPerson(item.message) ? item : null;
    if (line && continues(run.at(-1)?.message, line.message)) run.push(line);
    else {
      endRun();
      if (line) run = [line];
      else folded.push(item);
    }
  }
  endRun();
  return folded;
}

const isByPerson = ({ kind, activity }: MessageDto): boolean =>
  kind === "activity" && activity?.actor.type === "user" && BY_PERSON.has(activity.cause.rule);

function continues(before: MessageDto | undefined, { activity }: MessageDto): boolean {
  const last = before?.activity;
  if (!last || !activity) return false;
  return last.actor.id === activity.actor.id || (activity.cause.rule === "undo" && takesBack(activity, last));
}

/** Whether a change leads back to where another one began. */
function takesBack(later: Activity, earlier: Activity): boolean {
  if (later.inbox || earlier.inbox) return later.inbox?.to === earlier.inbox?.from;
  if (later.lifecycle || earlier.lifecycle) return later.lifecycle !== earlier.lifecycle;
  return later.to === earlier.from;
}

const deedOf = ({ to, lifecycle, inbox }: Activity): Deed => {
  if (inbox) return "moved";
  if (lifecycle) return lifecycle === "trashed" ? "trashed" : "restored";
  return to;
};

/** Who is in a run, and what they did: each once, in the order in which it was last done, so the last one is how it ended. */
export function summaryOf(run: readonly MessageDto[]): { actors: Activity["actor"][]; deeds: Deed[] } {
  const actors = new Map<number | null, Activity["actor"]>();
  const deeds = new Set<Deed>();
  for (const { activity } of run) {
    if (!activity) continue;
    actors.set(activity.actor.id, actors.get(activity.actor.id) ?? activity.actor);
    const deed = deedOf(activity);
    deeds.delete(deed);
    deeds.add(deed);
  }
  return { actors: [...actors.values()], deeds: [...deeds] };
}
