import { CONVERSATION_STATUSES } from "@/server/domain/conversation/conversation";
import { SPAM } from "@/server/domain/inbox/policy";
import { type Assigned, type Branch, type ConversationFilter, isByAssignee, type Slice } from "./branches";
import { SORTS } from "./sorts";

type Bind = (value: unknown) => string;
type RunOptions = { sort: NonNullable<ConversationFilter["sort"]>; slice: Slice };

const PLAIN = { name: "conversation", id: "id" };
const LABELLED = { name: "conversation_label", id: "conversation_id" };
const MENTIONING = { name: "conversation_mention", id: "conversation_id" };

/** The table whose index is read: conversations, or one that a trigger keeps for the conditions that it has. */
function tableOf(branch: Branch, { sort }: RunOptions): typeof PLAIN {
  const { contactId, mentionedId, labels, teamIds, priorities, spam } = branch;
  if (contactId || sort !== "last_activity") return PLAIN;
  if (mentionedId !== null) return MENTIONING;
  const isByLabel = labels.length > 0 && teamIds === null && priorities === null && !spam;
  return isByLabel ? LABELLED : PLAIN;
}

/** The rows of one branch, `run.id` and `run.at` of its runs, as SQL without an order. For the indexes see `sourceOf`. */
export function runsOf(branch: Branch, options: RunOptions, bind: Bind) {
  const { sort, slice } = options;
  const { key, direction } = SORTS[sort];
  const { contactId } = branch;
  const table = tableOf(branch, options);
  const { id } = table;

  const where = ["c.account_id = $1", `c.lifecycle = ${bind(branch.lifecycle)}`];
  const runs: string[] = [];
  if (contactId) where.push(`c.contact_id = ${bind(contactId)}`);
  if (branch.statuses || !contactId) {
    runs.push(`unnest(${bind(branch.statuses ?? CONVERSATION_STATUSES)}::text[]) as s (status)`);
    where.push("c.status = s.status");
  }
  if (branch.inboxIds) {
    runs.push(`unnest(${bind(branch.inboxIds)}::bigint[]) as i (id)`);
    where.push("c.inbox_id = i.id");
  } else if (!contactId && (isNarrow(branch) || sort !== "last_activity")) {
    runs.push("(select id from inbox where account_id = $1) as i (id)");
    where.push("c.inbox_id = i.id");
  }
  const parts = { where, runs, bind };
  const mayRepeat = table === LABELLED && addLabels(branch, parts);
  if (table === MENTIONING) addMention(branch, parts);
  else {
    if (branch.mentionedId !== null)
      where.push(`c.mentioned_ids @> to_jsonb(${bind(branch.mentionedId)}::bigint)`);
    const isOwnRun = isByAssignee(branch, sort) && branch.assigned.length === 1;
    where.push(...assigneeConditions(branch, { alias: "c", runs: isOwnRun ? runs : null, bind }));
    if (table === PLAIN) where.push(...labelAndGroupConditions(branch, { alias: "c", runs, bind }));
  }
  where.push(...timeConditions(branch, table !== PLAIN, bind));
  if (slice.after) {
    const [at, last] = slice.after;
    const beyond = direction === "desc" ? "<" : ">";
    where.push(`(${key}, c.${id}) ${beyond} (${bind(at)}::timestamptz, ${bind(last)}::bigint)`);
  }
  const reach = bind(slice.limit + (slice.skip ?? 0));
  const run = `select c.${id} as id, ${key} as at from ${table.name} c where ${where.join(" and ")}
                order by ${key} ${direction}, c.${id} ${direction} limit ${reach}`;
  const from = [...runs, `lateral (${run}) as run`].join(" cross join ");
  return {
    from,
    select: `select ${mayRepeat ? "distinct" : ""} run.id, run.at from ${from}`,
    mayRepeat,
    reach,
  };
}

type Target = {
  alias: "c" | "o";
  /** Where several values become a run each; null where they are a condition on rows. */
  runs: string[] | null;
  bind: Bind;
};

const assigneeConditions = ({ assigned }: Branch, target: Target): string[] =>
  assigned.flatMap((one) => assignedConditions(one, target));

/** Conditions on columns that only conversations have. */
function labelAndGroupConditions(
  { labels, teamIds, priorities, spam }: Branch,
  { alias, runs, bind }: Target,
): string[] {
  return [
    ...labels.map((some) => `${alias}.labels && ${bind(some)}::text[]`),
    ...(spam ? [spamCondition(spam, alias, bind(SPAM))] : []),
    // One index has the team, another one the priority: the team chooses.
    ...oneOf(`${alias}.team_id`, teamIds, { type: "bigint", name: "t", runs, bind }),
    ...oneOf(`${alias}.priority`, priorities, { type: "text", name: "p", runs: teamIds ? null : runs, bind }),
  ];
}

/** Reads the index of a member's mentions, and looks up in the conversation what it does not have. */
function addMention(branch: Branch, { where, bind }: Parts): void {
  where.push(`c.user_id = ${bind(branch.mentionedId)}`);
  const target: Target = { alias: "o", runs: null, bind };
  const looked = [...assigneeConditions(branch, target), ...labelAndGroupConditions(branch, target)];
  if (looked.length > 0) where.push(inConversation(looked));
}

/** The conditions on the conversation `o` of a row of another table. */
const inConversation = (conditions: readonly string[]): string =>
  `exists (select 1 from conversation o
            where o.account_id = $1 and o.id = c.conversation_id and ${conditions.join(" and ")})`;

/** Whether a condition chooses an index that has the inbox before it. */
const isNarrow = ({ mentionedId, labels, teamIds, priorities, assigned }: Branch): boolean =>
  mentionedId !== null || labels.length > 0 || teamIds !== null || priorities !== null || assigned.length > 0;

type Parts = { where: string[]; runs: string[]; bind: Bind };

/** Reads the index of the first list of labels, and looks the others up. Whether a row may come twice: once per label. */
function addLabels({ labels: [first = [], ...others] }: Branch, { where, runs, bind }: Parts): boolean {
  runs.push(`unnest(${bind(first)}::text[]) as l (label)`);
  where.push("c.label = l.label");
  for (const some of others)
    where.push(`exists (select 1 from conversation_label o
                         where o.account_id = $1 and o.conversation_id = c.conversation_id and o.label = any(${bind(some)}::text[]))`);
  return first.length > 1;
}

function assignedConditions(
  { ids, hasNobody, hasAnybody }: Assigned,
  { alias, runs, bind }: Target,
): string[] {
  const column = `${alias}.assignee_id`;
  if (hasAnybody) return [`${column} is not null`];
  if (hasNobody && ids.length === 0) return [`${column} is null`];
  if (hasNobody) return [`(${column} is null or ${column} = any(${bind(ids)}::bigint[]))`];
  return oneOf(column, ids, { type: "bigint", name: "a", runs, bind });
}

type OneOf = { type: "bigint" | "text"; name: string; runs: string[] | null; bind: Bind };

function oneOf(
  column: string,
  values: readonly unknown[] | null,
  { type, name, runs, bind }: OneOf,
): string[] {
  if (values === null) return [];
  if (values.length === 1) return [`${column} = ${bind(values[0])}`];
  if (runs === null) return [`${column} = any(${bind(values)}::${type}[])`];
  runs.push(`unnest(${bind(values)}::${type}[]) as ${name} (value)`);
  return [`${column} = ${name}.value`];
}

/** `isLookedUp`: the table has no time of creation. */
function timeConditions(branch: Branch, isLookedUp: boolean, bind: Bind): string[] {
  const { createdFrom, createdBefore, activeFrom, activeBefore } = branch;
  const are = (column: string, sign: string, all: readonly string[]) =>
    all.map((at) => `${column} ${sign} ${bind(at)}::timestamptz`);
  // Nothing was active before it was created: this bounds the rows that an order by activity reads.
  const active = [
    ...are("c.last_activity_at", ">=", [...activeFrom, ...createdFrom]),
    ...are("c.last_activity_at", "<", activeBefore),
  ];
  const of = isLookedUp ? "o" : "c";
  const created = [
    ...are(`${of}.created_at`, ">=", createdFrom),
    ...are(`${of}.created_at`, "<", createdBefore),
  ];
  if (!isLookedUp || created.length === 0) return [...active, ...created];
  return [...active, inConversation(created)];
}

const spamCondition = (spam: "leave_out" | "only", alias: string, label: string): string =>
  `not (${alias}.status = 'resolved' and ${spam === "only" ? "not" : ""} ${alias}.labels @> array[${label}::text])`;
