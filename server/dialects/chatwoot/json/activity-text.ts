import type { Activity } from "@/server/contract/_shared/dto";

const BECAME = {
  open: "was reopened",
  resolved: "was marked resolved",
  pending: "was marked pending",
  snoozed: "was snoozed",
} satisfies Record<Activity["to"], string>;

const WENT = {
  trashed: "was put into the trash",
  live: "was taken out of the trash",
} satisfies Record<NonNullable<Activity["lifecycle"]>, string>;

/** Rules that need no actor in the text. */
const BECAUSE: Partial<Record<Activity["cause"]["rule"], string>> = {
  customer_reply: "because the customer wrote again",
  bot_takes_reopened: "because the customer wrote again and the bot takes reopened conversations",
  integration_contact: "because an integration's own contact wrote",
  snooze_due: "because its snooze ran out",
  handoff: "because the bot handed it to the agents",
};

/** An activity line as English text: this API has no other form. */
export function activityText({ to, cause, actor, lifecycle, inbox }: Activity): string {
  const why = BECAUSE[cause.rule] ?? (actor.name === null ? "by the system" : `by ${actor.name}`);
  const what = inbox ? "was moved to another inbox" : lifecycle ? WENT[lifecycle] : BECAME[to];
  return `Conversation ${what} ${why}`;
}
