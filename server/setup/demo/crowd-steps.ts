import type { CustomerPlan } from "@/server/setup/demo/conversation/arrival";
import { STORIES, type Story, type StoryKey } from "@/server/setup/demo/conversation/stories";
import { openThread } from "@/server/setup/demo/conversation/thread";
import type { Dialogue } from "@/server/setup/demo/tongues/tongue";
import type { Cast } from "./cast";
import { ORDER_NUMBER } from "./organising";
import { type Crowd, createCrowd } from "./people";
import type { Random } from "./random";
import type { Step } from "./schedule";

const MINUTE_MS = 60_000;
const DAY_MINUTES = 24 * 60;
/** People write and answer in the daytime, UTC. */
const DAYTIME = { from: 8, to: 18 };
/** The share of conversations that an agent begins. */
const OUTREACH_CHANCE = 0.035;

export type World = { cast: Cast; random: Random; now: number };

/** All steps of one group of customers. */
export function crowdSteps(crowd: Crowd, world: World): Step[] {
  const people = createCrowd(crowd, world.random);
  return Array.from({ length: crowd.share }).flatMap(() => conversationSteps(crowd, people.next(), world));
}

function conversationSteps(crowd: Crowd, customer: CustomerPlan, { cast, random, now }: World): Step[] {
  const { tongue, inbox } = crowd;
  const agent = random.pick(crowd.agents);
  const dialogue = random.pick(tongue.dialogues);
  const story: Story = STORIES[random.weighted(WEIGHTS)];
  const { fill, order } = createFill(crowd, {
    customer,
    agent: cast.agents[agent].calledBy,
    dialogue,
    random,
  });
  const isOutreach = random.isLikely(OUTREACH_CHANCE);
  const [opening = "", ...rest] = isOutreach
    ? [random.pick(tongue.outreach), random.pick(tongue.thanks)]
    : dialogue.lines;
  const isAboutOrder = inbox === "website" && !isOutreach && opening.includes("{order}");
  const arrival = {
    startedBy: isOutreach ? ("agent" as const) : ("other" as const),
    text: fill(opening),
    ...(isAboutOrder && { customAttributes: { [ORDER_NUMBER]: order } }),
  };
  const thread = openThread({ cast, random, inbox, agent, customer, arrival });
  if (isOutreach) {
    thread.wait(5, 300);
    for (const line of rest) thread.customer(fill(line));
  } else {
    if (tongue.bot && inbox === "whatsapp") {
      thread.wait(0, 1);
      thread.bot(tongue.bot);
    }
    story.play({ thread, random, tongue, rest: rest.map(fill), label: dialogue.label, fill });
  }
  return thread.place(endOf(story, random, now), now);
}

/** When the last step of a story happens: in the daytime, unless it is recent. */
function endOf({ endedAgo: [min, max] }: Story, random: Random, now: number): number {
  const minutesAgo = random.between(min, max);
  const end = new Date(now - minutesAgo * MINUTE_MS);
  if (minutesAgo > DAY_MINUTES) end.setUTCHours(random.between(DAYTIME.from, DAYTIME.to));
  return end.getTime();
}

type Filling = { customer: CustomerPlan; agent: string; dialogue: Dialogue; random: Random };

/** `fill` fills in {item}, {order}, {name} and {agent}, the same throughout a conversation. */
function createFill(
  { tongue }: Crowd,
  { customer, agent, dialogue, random }: Filling,
): { fill: (text: string) => string; order: string } {
  const isElectrical = dialogue.label === "warranty" || dialogue.label === "product";
  const item = random.pick(isElectrical ? tongue.items.slice(0, 3) : tongue.items);
  const order = `CA-${random.between(10_400, 11_990)}`;
  const fill = (text: string) =>
    text
      .replaceAll("{item}", item)
      .replaceAll("{order}", order)
      .replaceAll("{name}", customer.calledBy)
      .replaceAll("{agent}", agent);
  return { fill, order };
}

const weightOf = ([key, story]: [string, Story]) => [key, story.weight] as const;
/** `Object.fromEntries` loses the type of the keys. */
const WEIGHTS = Object.fromEntries(Object.entries<Story>(STORIES).map(weightOf)) as Record<StoryKey, number>;
