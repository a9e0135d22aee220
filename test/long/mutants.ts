/** A guard taken out of the source, and the tests that must notice. `from` occurs exactly once in `file`. */
export type Mutant = {
  title: string;
  file: string;
  from: string;
  to: string;
  tests: string;
  /** How many tests must fail at least; 1 by default. */
  red?: number;
};

/** At least three edges of the table must miss an event that a command omits. */
const PATHS = "test/guarantees/laws/paths/paths.matrix.test.ts";
const EDGES = 3;

export const MUTANTS: readonly Mutant[] = [
  {
    title: "the outbox is appended after the commit",
    file: "server/commands/_run/attempt.ts",
    from: `const events = await appendOutbox(tx);
      for (const work of tx.atEnd) await work();
      await beforeCommit(tx);
      // A command that continues an operation records its events under that one.
      const { announcements } = tx;
      return { result, events, operationId: events[0]?.operationId ?? operationId, announcements };
    };
    // Within the transaction, which then rolls back; and behind it: its commit follows statements without their answers.
    const inTransaction = (db: Db) => firstFault({ sent }, () => change(db));
    return firstFault({ sent }, () => database.transaction(inTransaction, accountOf(caller)));`,
    to: `for (const work of tx.atEnd) await work();
      await beforeCommit(tx);
      return { result, events: [], operationId: tx.operationId, announcements: tx.announcements, tx };
    };
    return database.transaction(change, accountOf(caller)).then(async ({ tx, ...done }) => ({
      ...done,
      events: await database.transaction(async (db) => {
        const events = await appendOutbox({ ...tx, query: db.query, sent: [] });
        return events;
      }),
    }));`,
    tests: "test/guarantees/laws/every-command.matrix.test.ts",
  },
  {
    title: "a message is stored without its event",
    file: "server/store/messages/messages.ts",
    from: "recordMessageEvent(tx, created, { ...message, version: 1 }, { changes: {} });",
    to: "",
    tests: "test/guarantees/laws/every-command.matrix.test.ts",
  },
  {
    title: "a changed conversation makes no event",
    file: "server/store/conversations/conversations.ts",
    from: "  recordConversation(tx, after, { ...event, before });\n  return after;",
    to: "  return after;",
    tests: "test/guarantees/commands/commands.test.ts",
  },
  {
    title: "a message is read without its account",
    file: "server/queries/messages/get-message.ts",
    from: "where m.account_id = $1 and m.id = $2",
    to: "where $1::bigint is not null and m.id = $2",
    tests: "test/guarantees/edges/http-tenancy.matrix.test.ts",
  },
  {
    title: "an unscoped route is added to the native API",
    file: "server/http/v1/routes.ts",
    from: "  for (const route of ROUTES) route.mount(app);",
    to: `  for (const route of ROUTES) route.mount(app);
  app.get("/v1/peek/:id", async (c) => {
    const rows = await c.var.services.database.query("select content from message where id = $1", [c.req.param("id")]);
    return c.json({ content: rows[0]?.content ?? null });
  });`,
    tests: "test/guarantees/edges/http-tenancy.matrix.test.ts",
  },
  {
    title: "tokens are listed for every account",
    file: "server/store/credentials/tokens.ts",
    from: "where: { accountId },",
    to: "where: { accountId: { gt: 0 } },",
    tests: "test/guarantees/edges/trpc-tenancy.matrix.test.ts",
  },
  {
    title: "live frames have no id",
    file: "server/live/wire/wire.ts",
    from: "}}}\\nid: $",
    to: "}}}\\nwas: $",
    tests: "test/guarantees/live/contract.e2e.test.ts",
  },
  {
    title: "a conversation is looked up without its account",
    file: "server/store/conversations/conversations.ts",
    from: "COLUMNS} from conversation\n        where account_id = $1 and $",
    to: "COLUMNS} from conversation\n        where $1::bigint is not null and $",
    tests: "test/guarantees/laws/tenancy.matrix.test.ts",
  },
  {
    title: "a member gets another account's inbox",
    file: "server/store/members/members.ts",
    from: 'throw new Refusal("inbox.not_found", { field: "inboxIds" })',
    to: "return",
    tests: "test/guarantees/laws/tenancy.matrix.test.ts",
  },
  {
    title: "a conversation is read without its lock",
    file: "server/store/conversations/conversations.ts",
    from: "and lifecycle <> 'purged' for no key update`",
    to: "and lifecycle <> 'purged'`",
    tests: "test/guarantees/commands/races.matrix.test.ts",
  },
  {
    title: "a contact is read without its lock",
    file: "server/store/contacts/contacts.ts",
    from: "id = any($2::bigint[])\n    order by id for no key update",
    to: "id = any($2::bigint[])\n    order by id",
    tests: "test/guarantees/commands/races.matrix.test.ts",
  },
  {
    title: "read-up-to passes over messages that are pending",
    file: "server/store/messages/messages.ts",
    from: "and status in ('pending', 'sent', 'failed', 'delivered')",
    to: "and status in ('sent', 'delivered')",
    tests: "test/guarantees/commands/races.matrix.test.ts",
  },
  {
    title: "a receipt ignores what the contact has read",
    file: "server/commands/receipts/_steps/fold-receipts.ts",
    from: "contactSeenAt: around.get(row.conversationId)?.contactSeenAt ?? null",
    to: "contactSeenAt: null",
    tests: "test/guarantees/messages/receipts.slow.test.ts",
  },
  {
    title: "source ids are not locked between lookup and parking",
    file: "server/store/messages/receipts.ts",
    from: "if (keys.length === 0) return;\n  await tx.query(\n    `select pg_advisory_xact_lock",
    to: "if (keys.length >= 0) return;\n  await tx.query(\n    `select pg_advisory_xact_lock",
    tests: "test/guarantees/commands/races.matrix.test.ts",
  },
  {
    title: "the relay takes the outbox in any order",
    file: "server/store/events/relay.ts",
    from: "partition by account_id order by id)",
    to: "partition by account_id order by md5(id::text))",
    tests: "test/guarantees/events/events.slow.test.ts",
  },
  {
    title: "an operation is not retried",
    file: "server/commands/_run/run.ts",
    from: "const RETRIES_MAX = 3",
    to: "const RETRIES_MAX = 0",
    tests: "server/commands/_run/run.test.ts",
  },
  {
    title: "a commit that rolled back passes for done",
    file: "server/store/_postgres/db.ts",
    from: 'end.command !== "COMMIT"',
    to: 'end.command === "NEVER"',
    tests: "server/commands/_run/run.test.ts",
  },
  {
    title: "sent beats a failure",
    file: "server/domain/message/tick.ts",
    from: "failed: { sent: null,",
    to: 'failed: { sent: "sent",',
    tests: "server/domain/message/tick-law.test.ts",
  },
  {
    title: "the gap begins at an attempt's last failure",
    file: "server/domain/message/attempt-group.ts",
    from: "current.failedMs = Math.min(current.failedMs, atMs)",
    to: "current.failedMs = atMs",
    tests: "server/domain/message/tick-law.test.ts",
  },
  {
    title: "a delivery that is repeated is another message",
    file: "server/commands/messages/receive-message.ts",
    from: "if (repeated) return repeated;",
    to: "if (repeated && input.content === null) return repeated;",
    tests: "test/guarantees/messages/exactly-once.test.ts",
  },
  {
    title: "a failure that came first hides that the contact has read",
    file: "server/domain/message/tick.ts",
    from: "if (isNowKnownSeen && !wasKnownSeen)",
    to: "if (false)",
    tests: "server/domain/message/tick-law.test.ts",
  },
  {
    title: "an older event replaces a newer one",
    file: "server/contract/event/reduce.ts",
    from: "known !== undefined && known.version >= dto.version",
    to: "known !== undefined && known.version > dto.version + 1_000_000",
    tests: "server/contract/event/reduce.database.test.ts",
  },
  {
    title: "a status set by a member makes no event",
    file: "server/commands/conversations/change-status.ts",
    from: "return signalInto(tx, before, { signal: input.signal, until: input.until ?? null });",
    to: `const after = await signalInto(tx, before, { signal: input.signal, until: input.until ?? null });
  tx.pendingEvents.length = 0;
  return after;`,
    tests: PATHS,
    red: EDGES,
  },
  {
    title: "send and resolve makes an event of the message only",
    file: "server/commands/messages/send-message.ts",
    from: 'signal: "resolve", until: null })',
    to: 'signal: "resolve", until: null }).finally(() => void tx.pendingEvents.pop())',
    tests: PATHS,
    red: EDGES,
  },
  {
    title: "moving to the trash makes no event",
    file: "server/commands/conversations/trash.ts",
    from: "return trashInto(tx, before);",
    to: "return trashInto(tx, before).finally(() => void tx.pendingEvents.pop());",
    tests: PATHS,
    red: EDGES,
  },
  {
    title: "restoring from the trash makes no event",
    file: "server/commands/conversations/trash.ts",
    from: "return restoreInto(tx, before);",
    to: `const after = await restoreInto(tx, before);
  tx.pendingEvents.length = 0;
  return after;`,
    tests: PATHS,
    red: EDGES,
  },
  {
    title: "a customer's message restores a conversation from the trash without an event",
    file: "server/commands/messages/receive-message.ts",
    from: "cause: restoreCause(decision) })",
    to: "cause: restoreCause(decision) }).finally(() => void tx.pendingEvents.pop())",
    tests: PATHS,
    red: EDGES,
  },
  {
    title: "a try is written during a permanent deletion",
    file: "server/store/events/redaction/redact-tries.ts",
    from: "order by endpoint_id for no key update) as locked",
    to: "order by endpoint_id) as locked",
    tests: "test/guarantees/webhooks/purged-events.e2e.test.ts",
  },
  {
    title: "an answer is stored while what it names is deleted permanently",
    file: "server/store/idempotency/idempotency.ts",
    from: "display_id = any($3::bigint[])) order by id for share",
    to: "display_id = any($3::bigint[])) order by id",
    tests: "server/store/idempotency/delete-answers.e2e.test.ts",
  },
  {
    title: "an answer is about no more than its events",
    file: "server/store/idempotency/idempotency.ts",
    from: ", ...aboutMarks(accountId, named)]",
    to: "]",
    tests: "test/guarantees/deletions/stored-answers.e2e.test.ts",
  },
];
