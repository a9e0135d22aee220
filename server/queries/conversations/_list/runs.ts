import { CONVERSATION_STATUSES } from "@/server/domain/conversation/conversation";
import { SPAM } from "@/server/domain/inbox/policy";
import { type Assigned, type Branch, type ConversationFilter, isByAssignee, type Slice } from "./branches";
import { SORTS } from "./sorts";

type Bind = (value: unknown) => string;
type RunOptions = { sort: NonNullable<ConversationFilter["sort"]>; slice: Slice };

const PLAIN = { name: "conversation", id: "id" };
const LABELLED = { name: "conversation_label", id: "conversation_id" };

/** The rows of one branch, `run.id` and `run.at` of its runs, as SQL without an order. For the indexes see `sourceOf`. */
export function runsOf(branch: Branch, { sort, slice }: RunOptions, bind: Bind) {
  const { key, direction } = SORTS[sort];
  const { contactId, labels, teamIds, priorities, spam } = branch;
  const hasGroup = teamIds !== null || priorities !== null;
  const isByLabel = labels.length > 0 && !contactId && !hasGroup && !spam && sort === "last_activity";
  const table = isByLabel ? LABELLED : PLAIN;
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
  const mayRepeat = isByLabel && addLabels(branch, { where, runs, bind });
  if (!isByLabel) for (const some of labels) where.push(`c.labels && ${bind(some)}::text[]`);
  if (spam) where.push(spamCondition(spam, bind(SPAM)));
  const isOwnRun = isByAssignee(branch, sort);
  for (const assigned of branch.assigned)
    where.push(...assignedConditions(assigned, isOwnRun && branch.assigned.length === 1 ? runs : null, bind));
  // One index has the team, another one the priority: the team chooses.
  where.push(...oneOf("c.team_id", teamIds, { type: "bigint", name: "t", runs, bind }));
  where.push(
    ...oneOf("c.priority", priorities, { type: "text", name: "p", runs: teamIds ? null : runs, bind }),
  );
  where.push(...timeConditions(branch, isByLabel, bind));
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

/** Whether a condition chooses an index that has the inbox before it. */
const isNarrow = ({ labels, teamIds, priorities, assigned }: Branch): boolean =>
  labels.length > 0 || teamIds !== null || priorities !== null || assigned.length > 0;

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

/** `runs`: where several members become a run each; null where they are a condition on rows. */
function assignedConditions(
  { ids, hasNobody, hasAnybody }: Assigned,
  runs: string[] | null,
  bind: Bind,
): string[] {
  if (hasAnybody) return ["c.assignee_id is not null"];
  if (hasNobody && ids.length === 0) return ["c.assignee_id is null"];
  if (hasNobody) return [`(c.assignee_id is null or c.assignee_id = any(${bind(ids)}::bigint[]))`];
  return oneOf("c.assignee_id", ids, { type: "bigint", name: "a", runs, bind });
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

function timeConditions(branch: Branch, isByLabel: boolean, bind: Bind): string[] {
  const { createdFrom, createdBefore, activeFrom, activeBefore } = branch;
  const are = (column: string, sign: string, all: readonly string[]) =>
    all.map((at) => `${column} ${sign} ${bind(at)}::timestamptz`);
  // Nothing was active before it was created: this bounds the rows that an order by activity reads.
  const active = [
    ...are("c.last_activity_at", ">=", [...activeFrom, ...createdFrom]),
    ...are("c.last_activity_at", "<", activeBefore),
  ];
  const of = isByLabel ? "o" : "c";
  const created = [
    ...are(`${of}.created_at`, ">=", createdFrom),
    ...are(`${of}.created_at`, "<", createdBefore),
  ];
  if (!isByLabel || created.length === 0) return [...active, ...created];
  const found = `exists (select 1 from conversation o
                          where o.account_id = $1 and o.id = c.conversation_id and ${created.join(" and ")})`;
  return [...active, found];
}

const spamCondition = (spam: "leave_out" | "only", label: string): string =>
  `not (c.status = 'resolved' and ${spam === "only" ? "not" : ""} c.labels @> array[${label}::text])`;
